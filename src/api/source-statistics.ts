import { z } from 'zod';
import { listSourceStatistics } from '../tenants/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { NoRecordingReason, WarsawDay } from './schemas.ts';

const Day = z
  .object({
    day: WarsawDay,
    recorded: z.int().nonnegative().describe('Recording sessions that were answered with 200.'),
    refused: z
      .array(z.object({ reason: NoRecordingReason, count: z.int().positive() }))
      .readonly()
      .describe('Recording sessions that were refused, the most frequent reason first.'),
    packets: z.int().nonnegative().describe('RTP packets with sound, of the recordings that were encoded that day.'),
    lost: z.int().nonnegative().describe('By sequence numbers.'),
    jitterMs: z.number().nonnegative().nullable().describe('RFC 3550 §6.4.1, the mean; null: no packets.'),
  })
  .meta({ id: 'SourceDay' });

const Statistics = z
  .object({
    sourceId: z.uuid(),
    openSessions: z.int().nonnegative().describe('Open now; some seconds old.'),
    days: z.array(Day).readonly().describe('The last seven days in Europe/Warsaw, today first.'),
  })
  .meta({ id: 'SourceStatistics' });

export const SOURCE_STATISTICS_ENDPOINTS = {
  listSourceStatistics: {
    method: 'GET',
    url: '/api/v1/operator/source-statistics',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listSourceStatistics',
      summary: 'Of each PBX: its sessions of the last week, and how its RTP arrived',
      response: { 200: z.object({ sources: z.array(Statistics).readonly() }).meta({ id: 'SourceStatisticsList' }) },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** What each PBX sends, for the operator's staff. */
export function routeSourceStatistics(app: ZodApp, { db, clock }: Pick<ApiDeps, 'db' | 'clock'>): void {
  app.route({
    ...SOURCE_STATISTICS_ENDPOINTS.listSourceStatistics,
    handler: async () => ({ sources: await listSourceStatistics(db, clock.now()) }),
  });
}

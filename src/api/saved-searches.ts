import { z } from 'zod';
import type { SavedSearchId } from '../base/ids.ts';
import { MIN_NOTE_PART } from '../catalog/index.ts';
import { MAX_TAG_CHARS } from '../notes/index.ts';
import { DIRECTIONS } from '../recording/index.ts';
import { SavedSearches, TENANT_ROLES } from '../tenants/index.ts';
import { signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { AskedReason, AskedReview, MAX_DURATION_MS, MAX_NOTE_PART, MAX_NUMBER_CHARS } from './calls.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { WarsawDay } from './schemas.ts';

const MAX_NAME_CHARS = 60;
/** Days that move on with the calendar. */
const PERIODS = ['today', 'yesterday', 'week', 'month'] as const;

const Duration = z.int().min(0).max(MAX_DURATION_MS);

const Search = z
  .strictObject({
    period: z.enum(PERIODS).exactOptional().describe('`week`: today and the 6 days before; `month`: 30 days.'),
    from: WarsawDay.exactOptional(),
    to: WarsawDay.exactOptional(),
    number: z.string().min(1).max(MAX_NUMBER_CHARS).exactOptional(),
    direction: z.enum(DIRECTIONS).exactOptional(),
    recorded: z.enum(['true', 'false']).exactOptional(),
    reason: AskedReason.exactOptional(),
    minDurationMs: Duration.exactOptional(),
    maxDurationMs: Duration.exactOptional(),
    extension: z.string().min(1).max(MAX_NUMBER_CHARS).exactOptional(),
    tag: z.string().min(1).max(MAX_TAG_CHARS).exactOptional(),
    note: z.string().trim().min(MIN_NOTE_PART).max(MAX_NOTE_PART).exactOptional(),
    review: AskedReview.exactOptional(),
  })
  .describe('As the parameters of `GET /api/v1/calls`.');

const contents = { name: z.string().trim().min(1).max(MAX_NAME_CHARS), search: Search };
const Saved = z.object({ id: z.uuid(), ...contents }).meta({ id: 'SavedSearch' });
const OWN = { access: { roles: TENANT_ROLES, scope: 'own' } } as const;

export const SAVED_SEARCH_ENDPOINTS = {
  listSavedSearches: {
    method: 'GET',
    url: '/api/v1/account/saved-searches',
    config: OWN,
    schema: {
      operationId: 'listSavedSearches',
      summary: 'The user’s saved searches of the history of calls, by name',
      response: { 200: z.object({ searches: z.array(Saved).readonly() }).meta({ id: 'SavedSearchList' }) },
    },
  },
  addSavedSearch: {
    method: 'POST',
    url: '/api/v1/account/saved-searches',
    config: { ...OWN, problems: ['saved-search-exists', 'too-many-saved-searches'] },
    schema: {
      operationId: 'addSavedSearch',
      summary: 'Saves filters of the history of calls under a name, for the user alone',
      body: z.strictObject(contents),
      response: { 201: Saved },
    },
  },
  removeSavedSearch: {
    method: 'DELETE',
    url: '/api/v1/account/saved-searches/:id',
    config: { ...OWN, problems: ['not-found'] },
    schema: {
      operationId: 'removeSavedSearch',
      summary: 'Removes a saved search of the user’s',
      params: z.strictObject({ id: z.uuid() }),
      response: { 204: z.undefined().describe('Removed.') },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** What users save for themselves: no event, as it changes nothing of the tenant's. */
export function routeSavedSearches(app: ZodApp, { db, clock }: Pick<ApiDeps, 'db' | 'clock'>): void {
  app.route({
    ...SAVED_SEARCH_ENDPOINTS.listSavedSearches,
    handler: async (request) => ({ searches: (await savedBy(request).list()) as Saved[] }),
  });

  app.route({
    ...SAVED_SEARCH_ENDPOINTS.addSavedSearch,
    handler: async (request, reply) =>
      reply.code(201).send((await savedBy(request).add(request.body, clock.now())) as Saved),
  });

  app.route({
    ...SAVED_SEARCH_ENDPOINTS.removeSavedSearch,
    handler: async (request, reply) => {
      await savedBy(request).remove(request.params.id as SavedSearchId);
      return reply.code(204).send();
    },
  });

  function savedBy(request: Parameters<typeof tenantOf>[0]): SavedSearches {
    return new SavedSearches(db, { tenantId: tenantOf(request), userId: signedIn(request).id });
  }
}

type Saved = z.infer<typeof Saved>;

import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { AudioSources } from '../archive/index.ts';
import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { Uploads } from '../intake/index.ts';
import type { KeyStore } from '../platform/key-store/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Network, PushTarget } from '../platform/push-target/index.ts';
import type { DirectoryReader, Sessions } from '../tenants/index.ts';

export interface ApiOptions extends AudioSources {
  readonly db: Database;
  readonly keys: KeyStore;
  readonly sessions: Sessions;
  /** How many days after its start a call's recording can be played in the panel. */
  readonly panelWindowDays: number;
  readonly directory: DirectoryReader;
  readonly uploads: Uploads;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  /** What the service's roles need to work, each with whether it is so. Shown to anybody who asks. */
  readonly readiness: () => Promise<ReadinessChecks>;
  /** Where the built panel is. */
  readonly panelFolder: string;
  /** Where customers reach FTP; asked each time, because the port may be the system's choice. */
  readonly ftpAddress: () => { readonly address: string; readonly port: number };
  /** Where customers send cancellations, for the panel to show; null: it shows none. */
  readonly cancellationAddress: string | null;
  /** Customers' servers, to test them. */
  readonly pushTarget: PushTarget;
  /** The operator's networks that customers' servers may be in all the same. */
  readonly pushNetworks: readonly Network[];
  /** For how long at most undelivered recordings may be kept; 0: not offered. */
  readonly keepUndeliveredMaxDays: number;
  /** Addresses or networks of the proxies whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  /** How many requests one address may make; without it a number no person reaches. */
  readonly maxRequestsPerMinute?: number;
}

export type ReadinessChecks = Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>;

/** A Fastify instance whose handlers are typed by the schemas of their routes. */
export type ZodApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { evidencePack, listEvidenceKeys, replaceEvidenceKey } from '../evidence/index.ts';
import { auditedAs, scopeOf, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, type ZodApp } from './endpoint.ts';
import { BYTES, fileHeaders } from './file-answers.ts';
import { attachment } from './http-headers.ts';
import { DownloadPlaces, sendLongBody } from './long-downloads.ts';
import { UnixMs } from './schemas.ts';

/**
 * Of one user: the second is for a browser that begins again before the first is known to be broken. Of the process: each may ask the
 * authority for a time stamp, takes a turn at the audit log's chain, and holds the call's part of the log in memory.
 */
const PLACES = { perUser: 2, perTenant: 3, all: 6 } as const;

const EvidenceKey = z
  .object({
    id: z.uuid(),
    publicKey: z.string().describe('Base64 of SubjectPublicKeyInfo (Ed25519).'),
    fingerprint: z.string().describe('SHA-256 of its bytes, hexadecimal.'),
    madeAt: UnixMs,
    replacedAt: UnixMs.nullable().describe('Null: it is in use.'),
  })
  .meta({ id: 'EvidenceKey' });

const EvidenceKeys = z.object({ keys: z.array(EvidenceKey).readonly() }).meta({ id: 'EvidenceKeyList' });

export const EVIDENCE_ENDPOINTS = {
  callEvidence: {
    method: 'GET',
    url: '/api/v1/calls/:id/evidence',
    config: {
      access: { right: 'download' },
      keyScope: 'recordings:download',
      problems: [
        'not-found',
        'recording-destroyed',
        'recording-expired-from-panel',
        'evidence-key-missing',
        'too-many-requests',
      ],
    },
    schema: {
      operationId: 'callEvidence',
      summary: 'A signed ZIP that proves what a call’s recordings are, with a page that checks it offline; audited',
      params: z.strictObject({ id: z.uuid() }),
      response: {
        200: {
          description:
            'The ZIP: the recordings, `metadane.json`, `dziennik.ndjson`, `manifest.json` with its signature, the public key and `weryfikacja.html`. Its size is known before.',
          headers: fileHeaders(['content-disposition', 'content-length']),
          content: { 'application/zip': { schema: BYTES } },
        },
      },
    },
  },
  evidenceKeys: {
    method: 'GET',
    url: '/api/v1/evidence-keys',
    config: { access: 'anyone' },
    schema: {
      operationId: 'evidenceKeys',
      summary: 'The public keys that sign evidence packs, or have, the newest first',
      response: { 200: EvidenceKeys },
    },
  },
  replaceEvidenceKey: {
    method: 'POST',
    url: '/api/v1/operator/evidence-keys',
    config: { access: OPERATOR_ADMIN },
    schema: {
      operationId: 'replaceEvidenceKey',
      summary: 'Replaces the key that signs evidence packs; the public keys of before stay published',
      response: { 200: EvidenceKey },
    },
  },
} as const satisfies Record<string, Endpoint>;

type EvidenceDeps = Pick<
  ApiDeps,
  'db' | 'clock' | 'panelWindowDays' | 'objects' | 'keys' | 'onReadFailure' | 'audit' | 'log' | 'oidc' | 'timeStampUrl'
>;

/** Evidence packs and the keys that sign them. */
export function routeEvidence(app: ZodApp, deps: EvidenceDeps): void {
  const { db, keys, clock, audit, timeStampUrl } = deps;
  const places = new DownloadPlaces(PLACES);
  const authority = timeStampUrl === null ? null : { url: timeStampUrl, guard: deps.oidc.guard, clock };

  app.route({
    ...EVIDENCE_ENDPOINTS.callEvidence,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const release = places.take('evidence', request, reply);
      try {
        const { actor, address } = auditedAs(signedIn(request), 'evidence-made', request);
        const pack = await evidencePack(
          { ...deps, catalog: deps, authority, by: { actor, address } },
          scopeOf(request),
          request.params.id,
        );
        if (pack === null) throw new AppError('not-found');
        reply.headers({ 'content-type': 'application/zip', 'content-disposition': attachment(pack.name) });
        reply.header('content-length', pack.sizeBytes);
        await sendLongBody(deps, { reply, bytes: pack.open({ start: 0 }), operation: 'callEvidence' });
        return reply;
      } finally {
        release();
      }
    },
  });

  app.route({ ...EVIDENCE_ENDPOINTS.evidenceKeys, handler: async () => ({ keys: await listEvidenceKeys(db) }) });

  app.route({
    ...EVIDENCE_ENDPOINTS.replaceEvidenceKey,
    handler: async (request) => {
      const made = await replaceEvidenceKey({ db, keys }, clock.now());
      await audit.record(auditedAs(signedIn(request), 'evidence-key-replaced', request, made.id));
      return made;
    },
  });
}

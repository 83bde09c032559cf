import type { FastifySchema, HTTPMethods } from 'fastify';
import { z } from 'zod';
import type { ErrorCode } from '../base/errors.ts';
import { CallsPage, CallsQuery } from './schemas/calls.ts';
import { Health, Readiness } from './schemas/health.ts';
import { AudioQuery, RecordingParams, Waveform } from './schemas/recordings.ts';
import { CallRecordingChange, CallRecordingService, FtpPassword, Services } from './schemas/services.ts';
import { Credentials, Session } from './schemas/session.ts';

/** What is agreed about a route; its handler is elsewhere, and who may call it is in `access.ts`. */
export interface Endpoint {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly schema: FastifySchema & { readonly operationId: string; readonly summary: string };
  readonly config?: {
    /** The errors of this route's own; what any route can answer is added to the document for all. */
    readonly problems: readonly ErrorCode[];
  };
}

const audio = { 'audio/mpeg': { schema: z.any().meta({ type: 'string', format: 'binary' }) } };

/** Every route, by its operation's name. The OpenAPI document is made of this table. */
export const CONTRACT = {
  signIn: {
    method: 'POST',
    url: '/api/v1/session',
    schema: {
      operationId: 'signIn',
      summary: 'Signs in: sets the session’s cookie',
      body: Credentials,
      response: { 200: Session },
    },
    config: { problems: ['sign-in-failed', 'sign-in-throttled'] },
  },
  currentSession: {
    method: 'GET',
    url: '/api/v1/session',
    schema: { operationId: 'currentSession', summary: 'Who is signed in', response: { 200: Session } },
  },
  signOut: {
    method: 'DELETE',
    url: '/api/v1/session',
    schema: {
      operationId: 'signOut',
      summary: 'Ends the session',
      response: { 204: z.undefined().describe('Signed out.') },
    },
  },
  listCalls: {
    method: 'GET',
    url: '/api/v1/calls',
    schema: {
      operationId: 'listCalls',
      summary: 'The history of calls, newest first',
      querystring: CallsQuery,
      response: { 200: CallsPage },
    },
  },
  recordingWaveform: {
    method: 'GET',
    url: '/api/v1/recordings/:id/waveform',
    schema: {
      operationId: 'recordingWaveform',
      summary: 'The shape of a recording, for drawing',
      params: RecordingParams,
      response: { 200: Waveform },
    },
    config: { problems: ['not-found', 'recording-expired-from-panel'] },
  },
  recordingAudio: {
    method: 'GET',
    url: '/api/v1/recordings/:id/audio',
    schema: {
      operationId: 'recordingAudio',
      summary: 'The recording itself, or a byte range of it',
      params: RecordingParams,
      querystring: AudioQuery,
      response: {
        200: { description: 'The whole recording.', content: audio },
        206: { description: 'The range asked for.', content: audio },
        304: z.undefined().describe('Unchanged since the entity tag given.'),
      },
    },
    config: { problems: ['not-found', 'recording-expired-from-panel', 'range-not-satisfiable'] },
  },
  services: {
    method: 'GET',
    url: '/api/v1/services',
    schema: { operationId: 'services', summary: 'The tenant’s services and their state', response: { 200: Services } },
  },
  changeCallRecording: {
    method: 'PATCH',
    url: '/api/v1/services/call-recording',
    schema: {
      operationId: 'changeCallRecording',
      summary: 'Turns recording on or off, from the next call',
      body: CallRecordingChange,
      response: { 200: CallRecordingService },
    },
    config: { problems: ['recording-not-in-plan'] },
  },
  newFtpPassword: {
    method: 'POST',
    url: '/api/v1/services/ftp/password',
    schema: {
      operationId: 'newFtpPassword',
      summary: 'Makes a new FTP password; the old one ends',
      response: { 200: FtpPassword },
    },
  },
  openApi: {
    method: 'GET',
    url: '/api/openapi.json',
    schema: {
      operationId: 'openApi',
      summary: 'This document',
      response: { 200: z.any().describe('An OpenAPI 3.1 document.') },
    },
  },
  health: {
    method: 'GET',
    url: '/healthz',
    schema: { operationId: 'health', summary: 'Whether the process is alive', response: { 200: Health } },
  },
  readiness: {
    method: 'GET',
    url: '/readyz',
    schema: {
      operationId: 'readiness',
      summary: 'Whether every role can work',
      response: { 200: Readiness, 503: Readiness },
    },
  },
  metrics: {
    method: 'GET',
    url: '/metrics',
    schema: {
      operationId: 'metrics',
      summary: 'What is counted, for Prometheus',
      response: { 200: { description: 'Prometheus text format.', content: { 'text/plain': { schema: z.string() } } } },
    },
  },
} as const satisfies Record<string, Endpoint>;

export type Operation = keyof typeof CONTRACT;

import { z } from 'zod';
import { CallsPage, CallsQuery } from '../schemas/calls.ts';
import { Hold, NewHold } from '../schemas/hold.ts';
import { AudioQuery, RecordingParams, Waveform } from '../schemas/recordings.ts';
import type { Endpoint } from './endpoint.ts';

const audio = { 'audio/mpeg': { schema: z.any().meta({ type: 'string', format: 'binary' }) } };

/** The history of calls and their recordings. */
export const CALL_ROUTES = {
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
    config: { problems: ['not-found', 'recording-destroyed', 'recording-expired-from-panel'] },
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
    config: { problems: ['not-found', 'recording-destroyed', 'recording-expired-from-panel', 'range-not-satisfiable'] },
  },
  placeHold: {
    method: 'PUT',
    url: '/api/v1/recordings/:id/hold',
    schema: {
      operationId: 'placeHold',
      summary: 'Keeps a recording from destruction, or changes why and until when',
      params: RecordingParams,
      body: NewHold,
      response: { 200: Hold },
    },
    config: { problems: ['not-found', 'recording-destroyed'] },
  },
  liftHold: {
    method: 'DELETE',
    url: '/api/v1/recordings/:id/hold',
    schema: {
      operationId: 'liftHold',
      summary: 'Lifts the hold: the recording is destroyed when its time is over',
      params: RecordingParams,
      response: { 204: z.undefined().describe('Nothing holds the recording.') },
    },
    config: { problems: ['not-found'] },
  },
} as const satisfies Record<string, Endpoint>;

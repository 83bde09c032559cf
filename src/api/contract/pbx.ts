import { CallRecords, NotedCalls, PolicyQuery, RecordingPolicy, Upload, UploadedRecording } from '../schemas/pbx.ts';
import type { Endpoint } from './endpoint.ts';

const TOLD_CALL_PROBLEMS = ['tenant-not-of-source', 'call-owner-unknown', 'call-in-the-future'] as const;

/** What a PBX tells and asks, with the key of its source. */
export const PBX_ROUTES = {
  uploadRecording: {
    method: 'POST',
    url: '/api/v1/recordings',
    schema: {
      operationId: 'uploadRecording',
      summary: 'Files a finished recording of a call',
      consumes: ['multipart/form-data'],
      body: Upload,
      response: {
        201: UploadedRecording,
        200: UploadedRecording.describe('The same externalId was uploaded before.'),
      },
    },
    config: {
      problems: [
        ...TOLD_CALL_PROBLEMS,
        'not-entitled',
        'recording-off',
        'internal-off',
        'request-too-large',
        'media-type-not-supported',
        'audio-format-not-supported',
        'audio-unreadable',
      ],
    },
  },
  tellCalls: {
    method: 'POST',
    url: '/api/v1/calls',
    schema: {
      operationId: 'tellCalls',
      summary: 'Takes call records: calls that took place, recorded or not',
      body: CallRecords,
      response: { 200: NotedCalls },
    },
    config: { problems: [...TOLD_CALL_PROBLEMS, 'request-too-large'] },
  },
  recordingPolicy: {
    method: 'GET',
    url: '/api/v1/recording-policy',
    schema: {
      operationId: 'recordingPolicy',
      summary: 'Whether a call between two numbers is to be recorded now',
      querystring: PolicyQuery,
      response: { 200: RecordingPolicy },
    },
  },
} as const satisfies Record<string, Endpoint>;

import { z } from 'zod';
import {
  PushDayParams,
  PushDayReport,
  PushDays,
  PushDaysQuery,
  PushKey,
  PushSending,
  PushSetup,
  PushTargetChanged,
  PushTargetTest,
} from '../schemas/push.ts';
import { PushTargetWish } from '../schemas/push-target.ts';
import type { Endpoint } from './endpoint.ts';

/** The daily push: where packages go, and what became of each day. */
export const PUSH_ROUTES = {
  pushSetup: {
    method: 'GET',
    url: '/api/v1/push',
    schema: {
      operationId: 'pushSetup',
      summary: 'Where the packages go, and how it goes',
      response: { 200: PushSetup },
    },
  },
  changePushTarget: {
    method: 'PUT',
    url: '/api/v1/push/target',
    schema: {
      operationId: 'changePushTarget',
      summary: 'Sets where the packages go; what waits is tried at once',
      body: PushTargetWish,
      response: { 200: PushTargetChanged },
    },
    config: { problems: ['push-secret-required'] },
  },
  removePushTarget: {
    method: 'DELETE',
    url: '/api/v1/push/target',
    schema: {
      operationId: 'removePushTarget',
      summary: 'Sends nothing any more; its secrets are forgotten',
      response: { 204: z.undefined().describe('There is no target.') },
    },
  },
  testPushTarget: {
    method: 'POST',
    url: '/api/v1/push/target/test',
    schema: {
      operationId: 'testPushTarget',
      summary: 'Really writes, renames, reads back and removes a small file; saves nothing here',
      body: PushTargetWish,
      response: { 200: PushTargetTest },
    },
    config: { problems: ['push-secret-required'] },
  },
  newPushKey: {
    method: 'POST',
    url: '/api/v1/push/ssh-key',
    schema: {
      operationId: 'newPushKey',
      summary: 'Makes the SSH key that we sign in with; the old one ends',
      response: { 200: PushKey },
    },
  },
  pushDays: {
    method: 'GET',
    url: '/api/v1/push/days',
    schema: {
      operationId: 'pushDays',
      summary: 'What became of each day',
      querystring: PushDaysQuery,
      response: { 200: PushDays },
    },
  },
  pushDay: {
    method: 'GET',
    url: '/api/v1/push/days/:day',
    schema: {
      operationId: 'pushDay',
      summary: 'One day: its calls, its recordings, what was delivered and what is missing',
      params: PushDayParams,
      response: { 200: PushDayReport },
    },
    config: { problems: ['not-found'] },
  },
  sendPushDay: {
    method: 'POST',
    url: '/api/v1/push/days/:day/send',
    schema: {
      operationId: 'sendPushDay',
      summary: 'Sends what is missing of a day, or the whole day again',
      params: PushDayParams,
      body: PushSending,
      response: { 202: PushDayReport },
    },
    config: { problems: ['not-found', 'push-not-set-up', 'push-nothing-to-send'] },
  },
} as const satisfies Record<string, Endpoint>;

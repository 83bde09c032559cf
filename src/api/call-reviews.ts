import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { CallId } from '../base/ids.ts';
import { isVisibleCall, listCalls } from '../catalog/index.ts';
import {
  askReview,
  type Author,
  colleaguesOfCall,
  listReviews,
  mayFinish,
  removeReview,
  type Review,
  setReviewDone,
} from '../notes/index.ts';
import { scopeOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { authorOf, CallParams } from './call-author.ts';
import { Call } from './calls.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { PageQuery, UnixMs } from './schemas.ts';

/** A sentence or two: what to look at. */
const MAX_NOTE_CHARS = 500;

const ReviewParams = z.strictObject({ id: z.uuid(), userId: z.uuid() });

const Person = z.object({
  id: z.uuid(),
  login: z.string().nullable().describe('Null: the account is removed.'),
});

export const CallReview = z
  .object({
    for: Person.describe('Who is to look at the call.'),
    from: Person.describe('Who asks for it.'),
    note: z.string(),
    createdAt: UnixMs,
    doneAt: UnixMs.nullable().describe('Null: open.'),
    mayFinish: z.boolean().describe('Whoever asks may say that it is done, or not.'),
    mayRemove: z.boolean(),
  })
  .meta({ id: 'CallReview' });

const ReviewsQuery = z.strictObject({
  list: z.enum(['for-me', 'by-me', 'all']).default('for-me').describe('`all`: of all users; for administrators.'),
  state: z.enum(['open', 'done']).default('open'),
  ...PageQuery,
});

const ReviewPage = z
  .object({
    reviews: z.array(z.object({ ...CallReview.shape, call: Call })).readonly(),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'ReviewPage' });

const Colleagues = z
  .object({ colleagues: z.array(z.object({ id: z.uuid(), login: z.string() })).readonly() })
  .meta({ id: 'Colleagues' });

const MAY_LISTEN = { right: 'listen' } as const;

export const CALL_REVIEW_ENDPOINTS = {
  listReviews: {
    method: 'GET',
    url: '/api/v1/calls/reviews',
    config: { access: MAY_LISTEN },
    schema: {
      operationId: 'listReviews',
      summary: 'Calls that are marked for review, the newest marks first',
      querystring: ReviewsQuery,
      response: { 200: ReviewPage },
    },
  },
  callColleagues: {
    method: 'GET',
    url: '/api/v1/calls/:id/colleagues',
    config: { access: MAY_LISTEN, problems: ['not-found'] },
    schema: {
      operationId: 'callColleagues',
      summary: 'The users who may listen to a call: it can be marked for them',
      params: CallParams,
      response: { 200: Colleagues },
    },
  },
  askCallReview: {
    method: 'POST',
    url: '/api/v1/calls/:id/reviews',
    config: {
      access: MAY_LISTEN,
      problems: ['not-found', 'colleague-unknown', 'review-exists', 'too-many-reviews'],
    },
    schema: {
      operationId: 'askCallReview',
      summary: 'Marks a call for a colleague to review, who gets a mail',
      params: CallParams,
      body: z.strictObject({ userId: z.uuid(), note: z.string().trim().max(MAX_NOTE_CHARS).default('') }),
      response: { 201: CallReview },
    },
  },
  changeCallReview: {
    method: 'PATCH',
    url: '/api/v1/calls/:id/reviews/:userId',
    config: { access: MAY_LISTEN, problems: ['not-found'] },
    schema: {
      operationId: 'changeCallReview',
      summary: 'Says that the review is done, or not: by whom it is for, who asked, or an administrator',
      params: ReviewParams,
      body: z.strictObject({ done: z.boolean() }),
      response: { 200: CallReview },
    },
  },
  removeCallReview: {
    method: 'DELETE',
    url: '/api/v1/calls/:id/reviews/:userId',
    config: { access: MAY_LISTEN, problems: ['not-found'] },
    schema: {
      operationId: 'removeCallReview',
      summary: 'Removes a mark: by who asked, or an administrator',
      params: ReviewParams,
      response: { 204: z.undefined().describe('The call is not marked for this user.') },
    },
  },
} as const satisfies Record<string, Endpoint>;

type Deps = Pick<ApiDeps, 'db' | 'reads' | 'audit' | 'clock' | 'panelUrl' | 'panelWindowDays'>;

/** Marks „do sprawdzenia”. */
export function routeCallReviews(app: ZodApp, deps: Deps): void {
  app.route({
    ...CALL_REVIEW_ENDPOINTS.listReviews,
    handler: async (request) => {
      const { list, state, cursor = null, limit } = request.query;
      const author = authorOf(request);
      const { scope, userId } = author;
      if (list === 'all' && !author.isAdmin) throw new AppError('not-allowed');
      const whose = { 'for-me': { forId: userId }, 'by-me': { fromId: userId }, all: {} }[list];
      const { reviews, nextCursor } = await listReviews(deps.db, scope, { state, ...whose, cursor, limit });
      const callIds = [...new Set(reviews.map(({ callId }) => callId))];
      const { calls } =
        callIds.length === 0
          ? { calls: [] }
          : await listCalls(deps, scope, { callIds, cursor: null, limit: callIds.length });
      const byId = new Map(calls.map((call) => [call.id, call]));
      const shown = reviews.flatMap((review) => {
        const call = byId.get(review.callId);
        return call === undefined ? [] : [{ ...reviewView(author, review), call }];
      });
      return { reviews: shown, nextCursor };
    },
  });

  app.route({
    ...CALL_REVIEW_ENDPOINTS.callColleagues,
    handler: async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      if (!(await isVisibleCall(deps.db, scope, id))) throw new AppError('not-found');
      const colleagues = await colleaguesOfCall(deps.db, scope, id as CallId);
      return { colleagues: colleagues.map((one) => ({ id: one.id, login: one.login })) };
    },
  });

  app.route({
    ...CALL_REVIEW_ENDPOINTS.askCallReview,
    handler: async (request, reply) => {
      const author = authorOf(request);
      const review = await askReview(deps, author, request.params.id, request.body);
      return reply.code(201).send(reviewView(author, review));
    },
  });

  app.route({
    ...CALL_REVIEW_ENDPOINTS.changeCallReview,
    handler: async (request) => {
      const author = authorOf(request);
      const { id: callId, userId } = request.params;
      return reviewView(author, await setReviewDone(deps, author, { callId, userId, ...request.body }));
    },
  });

  app.route({
    ...CALL_REVIEW_ENDPOINTS.removeCallReview,
    handler: async (request, reply) => {
      const { id: callId, userId } = request.params;
      await removeReview(deps, authorOf(request), { callId, userId });
      return reply.code(204).send();
    },
  });
}

export function reviewView(author: Author, review: Review) {
  const { forId, fromId, note, createdAt, doneAt } = review;
  return {
    for: { id: forId, login: review.for },
    from: { id: fromId, login: review.from },
    note,
    createdAt,
    doneAt,
    mayFinish: mayFinish(author, review),
    mayRemove: author.isAdmin || fromId === author.userId,
  };
}

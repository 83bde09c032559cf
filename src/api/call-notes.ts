import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { CallId, RecordingId } from '../base/ids.ts';
import { isVisibleCall } from '../catalog/index.ts';
import {
  addNote,
  type Author,
  changeNote,
  changeTags,
  notesOfCall,
  removeNote,
  reviewsOfCall,
  tagsInUse,
  tagsOfCall,
} from '../notes/index.ts';
import { auditedAs, scopeOf, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { authorOf, CallParams } from './call-author.ts';
import { CallReview, reviewView } from './call-reviews.ts';
import { TagText } from './calls.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { Playbacks } from './recordings.ts';
import { UnixMs } from './schemas.ts';

/** A few paragraphs: a note is read beside the player. */
const MAX_NOTE_CHARS = 2_000;
/** The longest recording that is shown: 24 hours. */
const MAX_AT_MS = 86_400_000;
/** Of one request; a call has no more. */
const MAX_TAGS = 20;

const NoteParams = z.strictObject({ id: z.uuid(), noteId: z.uuid() });

export const NoteText = z.string().trim().min(1).max(MAX_NOTE_CHARS);

const AtMs = z.int().min(0).max(MAX_AT_MS);

const NewNote = z.strictObject({
  text: NoteText,
  moment: z
    .strictObject({ recordingId: z.uuid(), atMs: AtMs })
    .nullable()
    .default(null)
    .describe('A moment of one of the call’s recordings; null: the note is about the call.'),
});

const Note = z
  .object({
    id: z.uuid(),
    moment: z.object({ recordingId: z.uuid(), atMs: AtMs }).nullable().describe('Null: about the call.'),
    text: z.string(),
    author: z.string().nullable().describe('A login; null: the account is removed.'),
    createdAt: UnixMs,
    changedAt: UnixMs.nullable(),
    mayChange: z.boolean().describe('Whoever asks may change and remove it: its author, and administrators.'),
  })
  .meta({ id: 'CallNote' });

const Tag = z.object({ tag: z.string(), mayRemove: z.boolean() }).meta({ id: 'CallTag' });
const Tags = z.array(Tag).readonly();

const CallNotes = z
  .object({ notes: z.array(Note).readonly(), tags: Tags, reviews: z.array(CallReview).readonly() })
  .meta({ id: 'CallNotes' });

const AddedTag = TagText.meta({ description: 'Stored in lower case, with single spaces and without `#`.' });

const TagChange = z.strictObject({
  add: z.array(AddedTag).max(MAX_TAGS).default([]),
  remove: z.array(AddedTag).max(MAX_TAGS).default([]),
});

const TagsInUse = z
  .object({ tags: z.array(z.object({ tag: z.string(), calls: z.int().positive() })).readonly() })
  .meta({ id: 'TagsInUse' });

const MAY_LISTEN = { right: 'listen' } as const;

export const CALL_NOTE_ENDPOINTS = {
  callNotes: {
    method: 'GET',
    url: '/api/v1/calls/:id/notes',
    config: { access: MAY_LISTEN, keyScope: 'calls:read', problems: ['not-found'] },
    schema: {
      operationId: 'callNotes',
      summary: 'Notes, tags and marks for review of a call',
      params: CallParams,
      response: { 200: CallNotes },
    },
  },
  addCallNote: {
    method: 'POST',
    url: '/api/v1/calls/:id/notes',
    config: { access: MAY_LISTEN, problems: ['not-found', 'too-many-notes'] },
    schema: {
      operationId: 'addCallNote',
      summary: 'Adds a note to a call, or to a moment of its recording',
      params: CallParams,
      body: NewNote,
      response: { 201: CallNotes },
    },
  },
  changeCallNote: {
    method: 'PATCH',
    url: '/api/v1/calls/:id/notes/:noteId',
    config: { access: MAY_LISTEN, problems: ['not-found'] },
    schema: {
      operationId: 'changeCallNote',
      summary: 'Changes the text of a note: by its author or an administrator',
      params: NoteParams,
      body: z.strictObject({ text: NoteText }),
      response: { 200: CallNotes },
    },
  },
  removeCallNote: {
    method: 'DELETE',
    url: '/api/v1/calls/:id/notes/:noteId',
    config: { access: MAY_LISTEN, problems: ['not-found'] },
    schema: {
      operationId: 'removeCallNote',
      summary: 'Removes a note: by its author or an administrator',
      params: NoteParams,
      response: { 204: z.undefined().describe('There is no such note.') },
    },
  },
  changeCallTags: {
    method: 'PATCH',
    url: '/api/v1/calls/:id/tags',
    config: { access: MAY_LISTEN, problems: ['not-found', 'too-many-tags'] },
    schema: {
      operationId: 'changeCallTags',
      summary: 'Adds tags to a call, and removes one’s own; an administrator removes any',
      params: CallParams,
      body: TagChange,
      response: { 200: z.object({ tags: Tags }).meta({ id: 'CallTags' }) },
    },
  },
  listTags: {
    method: 'GET',
    url: '/api/v1/calls/tags',
    config: { access: MAY_LISTEN, keyScope: 'calls:read' },
    schema: {
      operationId: 'listTags',
      summary: 'The tags of the calls that the user may see, those of most calls first',
      response: { 200: TagsInUse },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** Notes and tags of calls. */
export function routeCallNotes(app: ZodApp, deps: Pick<ApiDeps, 'db' | 'reads' | 'audit' | 'clock'>): void {
  const readings = new Playbacks(deps.clock);

  app.route({
    ...CALL_NOTE_ENDPOINTS.callNotes,
    handler: async (request) => {
      const { id } = request.params;
      if (!(await isVisibleCall(deps.db, scopeOf(request), id))) throw new AppError('not-found');
      const written = await notes(request, id);
      if (written.notes.length + written.reviews.length > 0) await auditReading(request, id);
      return written;
    },
  });

  app.route({
    ...CALL_NOTE_ENDPOINTS.addCallNote,
    handler: async (request, reply) => {
      const { text, moment } = request.body;
      const at = moment === null ? null : { ...moment, recordingId: moment.recordingId as RecordingId };
      await addNote(deps, authorOf(request), request.params.id, { text, moment: at });
      return reply.code(201).send(await notes(request, request.params.id));
    },
  });

  app.route({
    ...CALL_NOTE_ENDPOINTS.changeCallNote,
    handler: async (request) => {
      const { id: callId, noteId } = request.params;
      await changeNote(deps, authorOf(request), { callId, noteId, ...request.body });
      return notes(request, callId);
    },
  });

  app.route({
    ...CALL_NOTE_ENDPOINTS.removeCallNote,
    handler: async (request, reply) => {
      await removeNote(deps, authorOf(request), request.params.id, request.params.noteId);
      return reply.code(204).send();
    },
  });

  app.route({
    ...CALL_NOTE_ENDPOINTS.changeCallTags,
    handler: async (request) => {
      const author = authorOf(request);
      return { tags: tagViews(author, await changeTags(deps, author, request.params.id, request.body)) };
    },
  });

  app.route({
    ...CALL_NOTE_ENDPOINTS.listTags,
    handler: async (request) => ({ tags: await tagsInUse(deps.reads, scopeOf(request)) }),
  });

  async function notes(request: FastifyRequest, id: string) {
    const author = authorOf(request);
    const [found, tags, reviews] = await Promise.all([
      notesOfCall(deps.db, author.scope, id as CallId),
      tagsOfCall(deps.db, author.scope, id as CallId),
      reviewsOfCall(deps.db, author.scope, id as CallId),
    ]);
    return {
      notes: found.map(({ authorId, ...note }) => ({
        ...note,
        mayChange: author.isAdmin || authorId === author.userId,
      })),
      tags: tagViews(author, tags),
      reviews: reviews.map((review) => reviewView(author, review)),
    };
  }

  /** One event for each user and call, not for each time that the panel asks again. */
  async function auditReading(request: FastifyRequest, callId: string): Promise<void> {
    const user = signedIn(request);
    const reading = `${user.id} ${callId}`;
    if (readings.isNew(reading)) await deps.audit.record(auditedAs(user, 'notes-read', request, callId));
    readings.update(reading);
  }
}

function tagViews({ isAdmin, userId }: Author, tags: Awaited<ReturnType<typeof tagsOfCall>>) {
  return tags.map(({ tag, addedBy }) => ({ tag, mayRemove: isAdmin || addedBy === userId }));
}

import { z } from 'zod';
import {
  MAX_PHONE_BOOK_ENTRIES,
  MAX_PHONE_BOOK_NAME_CHARS,
  PHONE_BOOK_PROBLEMS,
  PhoneBook,
  readPhoneBookFile,
} from '../tenants/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { MAX_NUMBER_CHARS } from './calls.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';

/** As many entries as there can be, with long names. */
const MAX_FILE_CHARS = 2_000_000;
/** The same in bytes, as JSON. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Read in memory and parsed at once: some 50 ms each. */
const MAX_IMPORTS_PER_MINUTE = 20;
const MAX_LISTED = 200;
const DEFAULT_LISTED = 50;

const Name = z.string().trim().min(1).max(MAX_PHONE_BOOK_NAME_CHARS);
const TypedNumber = z.string().min(1).max(MAX_NUMBER_CHARS).describe('In any notation; an extension as it is.');

const Entry = z.object({ number: z.string(), name: z.string() }).meta({ id: 'PhoneBookEntry' });

const ListQuery = z.strictObject({
  text: z.string().max(MAX_NUMBER_CHARS).default('').describe('A part of a name or number.'),
  offset: z.coerce.number<string | number>().int().min(0).max(MAX_PHONE_BOOK_ENTRIES).default(0),
  limit: z.coerce.number<string | number>().int().min(1).max(MAX_LISTED).default(DEFAULT_LISTED),
});

const EntryList = z
  .object({
    entries: z.array(Entry).readonly(),
    found: z.int().nonnegative().describe('How many match, on all pages.'),
    total: z.int().nonnegative().describe('How many there are.'),
    max: z.int().positive().describe('How many there can be.'),
  })
  .meta({ id: 'PhoneBookList' });

const EntryParams = z.strictObject({ number: TypedNumber });

const ImportRequest = z.strictObject({
  text: z.string().min(1).max(MAX_FILE_CHARS).describe('CSV: a number and a name in each line, by `;`, `,` or tab.'),
  replace: z.boolean().default(false).describe('Names that are not in the file are removed.'),
  dryRun: z.boolean().default(false).describe('Nothing is changed; the answer says what would be.'),
});

const Imported = z
  .object({
    added: z.int().nonnegative(),
    changed: z.int().nonnegative(),
    unchanged: z.int().nonnegative(),
    removed: z.int().nonnegative(),
    problems: z
      .array(
        z.object({
          line: z.int().positive().describe('Of the file, from 1.'),
          problem: z.enum(PHONE_BOOK_PROBLEMS),
          text: z.string().describe('What stands there.'),
        }),
      )
      .readonly()
      .describe('Lines that are left out; the first 200 of them.'),
    problemCount: z.int().nonnegative(),
  })
  .meta({ id: 'PhoneBookImport' });

const ACCESS = { right: 'users' } as const;

export const PHONE_BOOK_ENDPOINTS = {
  listPhoneBook: {
    method: 'GET',
    url: '/api/v1/phone-book',
    config: { access: ACCESS },
    schema: {
      operationId: 'listPhoneBook',
      summary: 'The names of numbers that the panel shows, by name',
      querystring: ListQuery,
      response: { 200: EntryList },
    },
  },
  setPhoneBookEntry: {
    method: 'PUT',
    url: '/api/v1/phone-book/:number',
    config: { access: ACCESS, problems: ['number-invalid', 'phone-book-full'] },
    schema: {
      operationId: 'setPhoneBookEntry',
      summary: 'Names a number or an extension',
      params: EntryParams,
      body: z.strictObject({ name: Name }),
      response: { 200: Entry },
    },
  },
  removePhoneBookEntry: {
    method: 'DELETE',
    url: '/api/v1/phone-book/:number',
    config: { access: ACCESS, problems: ['number-invalid', 'not-found'] },
    schema: {
      operationId: 'removePhoneBookEntry',
      summary: 'Removes the name of a number',
      params: EntryParams,
      response: { 204: z.undefined().describe('Removed.') },
    },
  },
  importPhoneBook: {
    method: 'POST',
    url: '/api/v1/phone-book/import',
    config: { access: ACCESS, problems: ['phone-book-file-invalid', 'phone-book-full'] },
    schema: {
      operationId: 'importPhoneBook',
      summary: 'Reads names from a CSV file; lines with faults are left out and reported',
      body: ImportRequest,
      response: { 200: Imported },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The names of a tenant's numbers. No number or name is in the audit log, which outlives them. */
export function routePhoneBook(app: ZodApp, { db, audit, clock }: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  app.route({
    ...PHONE_BOOK_ENDPOINTS.listPhoneBook,
    handler: async (request) => ({
      ...(await new PhoneBook(db, tenantOf(request)).list(request.query)),
      max: MAX_PHONE_BOOK_ENTRIES,
    }),
  });

  app.route({
    ...PHONE_BOOK_ENDPOINTS.setPhoneBookEntry,
    handler: (request) =>
      db.transaction().execute(async (all) => {
        const book = new PhoneBook(all, tenantOf(request));
        const entry = await book.set(request.params.number, request.body.name, clock.now());
        await audit.record(auditedAs(signedIn(request), 'phone-book-changed', request), all);
        return entry;
      }),
  });

  app.route({
    ...PHONE_BOOK_ENDPOINTS.removePhoneBookEntry,
    handler: async (request, reply) => {
      await db.transaction().execute(async (all) => {
        await new PhoneBook(all, tenantOf(request)).remove(request.params.number);
        await audit.record(auditedAs(signedIn(request), 'phone-book-removed', request), all);
      });
      return reply.code(204).send();
    },
  });

  app.route({
    ...PHONE_BOOK_ENDPOINTS.importPhoneBook,
    config: { ...PHONE_BOOK_ENDPOINTS.importPhoneBook.config, rateLimit: { max: MAX_IMPORTS_PER_MINUTE } },
    bodyLimit: MAX_BODY_BYTES,
    handler: (request) => {
      const { text, replace, dryRun } = request.body;
      const { entries, problems, problemCount } = readPhoneBookFile(text);
      return db.transaction().execute(async (all) => {
        const book = new PhoneBook(all, tenantOf(request));
        const outcome = await book.import(entries, { replace, dryRun, nowMs: clock.now() });
        if (!dryRun) {
          const event = auditedAs(signedIn(request), 'phone-book-imported', request);
          const { added, changed, removed } = outcome;
          await audit.record({ ...event, detail: { added, changed, removed } }, all);
        }
        return { ...outcome, problems, problemCount };
      });
    },
  });
}

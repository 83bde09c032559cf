import { z } from 'zod';
import { MAX_RECORD_PATH_CHARS, RECORD_FIELDS, RECORD_FORMATS } from '../tenants/index.ts';

const RecordPath = z.string().trim().min(1).max(MAX_RECORD_PATH_CHARS);
/** How a source's call records are read. */
export const CallRecordMapping = z
  .strictObject({
    format: z
      .enum(RECORD_FORMATS)
      .describe('The shape of its call records: docs/integrators/formats.md. `fonoteka`: the names of this API.'),
    fields: z
      .strictObject(Object.fromEntries(RECORD_FIELDS.map((field) => [field, RecordPath.exactOptional()])) as FieldPaths)
      .default({})
      .describe(
        'Where a field is, in place of the format’s own: a name, names with dots between them (`variables.uuid`), or the number of a CSV column, from 1; several with commas between them: the first that has a value. `answered` is a word, `duration` and `talkTime` are seconds or HH:MM:SS.',
      ),
  })
  .describe('How its call records are read.');
type FieldPaths = Record<(typeof RECORD_FIELDS)[number], z.ZodExactOptional<typeof RecordPath>>;

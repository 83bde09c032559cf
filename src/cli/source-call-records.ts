import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  MAX_RECORD_PATH_CHARS,
  RECORD_FIELDS,
  RECORD_FORMATS,
  type RecordField,
  type RecordFormat,
  type RecordMapping,
} from '../tenants/index.ts';
import { type CommandRunner, sub } from './command.ts';
import { withSourceChanges } from './source-key.ts';

interface CallRecordsOptions {
  readonly source: string;
  readonly format: RecordFormat;
  readonly field?: RecordMapping['fields'];
}

export function addCallRecordsCommand(source: Command, run: CommandRunner): void {
  sub(source, 'call-records')
    .description('how its call records are read: their format, and fields that are not in the format’s own places')
    .requiredOption('--source <id>')
    .addOption(
      new Option('--format <format>', 'docs/integrators/formats.md').choices(RECORD_FORMATS).makeOptionMandatory(),
    )
    .option(
      '--field <ours=theirs>',
      `${RECORD_FIELDS.join(', ')} = a name, a path like variables.uuid, or the number of a column; several with commas between them: the first that has a value; may be given several times`,
      readField,
    )
    .action(({ source, format, field = {} }: CallRecordsOptions) =>
      run(async (context) => {
        await withSourceChanges(context, (changes) =>
          changes.change(source, { callRecords: { format, fields: field } }),
        );
        context.output.result({ sourceId: source }, () => 'done');
      })(),
    );
}

function readField(text: string, others: RecordMapping['fields'] = {}): RecordMapping['fields'] {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  const path = text.slice(at + 1).trim();
  if (!isField(name))
    throw new InvalidArgumentError(`must be one of ${RECORD_FIELDS.join(', ')}, then = and where it is`);
  if (path === '' || path.length > MAX_RECORD_PATH_CHARS) {
    throw new InvalidArgumentError(`after = must be 1 to ${MAX_RECORD_PATH_CHARS} characters`);
  }
  return { ...others, [name]: path };
}

function isField(name: string): name is RecordField {
  return RECORD_FIELDS.some((field) => field === name);
}

/** Nothing where the records have our own names. */
export function mappingText({ format, fields }: RecordMapping): string[] {
  const moved = Object.entries(fields).map(([field, path]) => `${field}=${path}`);
  return format === 'fonoteka' && moved.length === 0 ? [] : [[format, ...moved].join(' ')];
}

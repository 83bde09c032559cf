import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { openFileUploads } from '../compose/index.ts';
import { type FileOutcome, isSidecar, type NameTemplate, takeFile } from '../intake/index.ts';
import { DIRECTIONS } from '../recording/index.ts';
import { type CommandContext, type CommandRunner, sub } from './command.ts';
import { reported, type ReportedFile } from './file-report.ts';
import { readTenantId } from './read-option.ts';
import { readTemplate } from './read-template.ts';

interface UploadOptions {
  readonly source: string;
  readonly template?: NameTemplate;
  readonly caller?: string;
  readonly callee?: string;
  readonly started?: string;
  readonly direction?: string;
  readonly tenant?: TenantId;
  readonly id?: string;
}

export function addUploadCommand(program: Command, run: CommandRunner): void {
  const upload = sub(program, 'upload');
  upload
    .description(
      'store finished recordings from files, each once; what their sidecars or names do not say is given by options',
    )
    .argument('<files...>', 'audio files; their sidecars are found, and left out here')
    .requiredOption('--source <id>', 'the PBX that they are of')
    .option('--template <template>', 'how they are named: a ready template, or one of your own', readTemplate)
    .option('--caller <number>', 'empty: withheld')
    .option('--callee <number>', 'empty: withheld')
    .option('--started <time>', 'when the call began; without offset in the source’s time zone')
    .addOption(new Option('--direction <direction>', 'seen from the tenant').choices(DIRECTIONS))
    .option('--tenant <id>', 'the tenant; default: by the source or the numbers', readTenantId)
    .option('--id <id>', 'the id of the call, of one file; default: as its sidecar, its name or its content has it')
    .action((given: string[], options: UploadOptions) => {
      const files = given.filter((file) => !isSidecar(file));
      if (files.length === 0) upload.error('error: these are sidecars; name the audio files', { exitCode: 2 });
      if (options.id !== undefined && files.length > 1) {
        upload.error('error: --id is of one file; the second would be the same recording', { exitCode: 2 });
      }
      return run((context) => uploadFiles(context, files, options))();
    });
}

/** False if a file could not be stored. */
async function uploadFiles(context: CommandContext, files: readonly string[], options: UploadOptions) {
  const { output } = context;
  const done: ReportedFile[] = [];
  await using deps = await openFileUploads({ ...context, sourceId: options.source, root: null });
  const { template = null } = options;
  const given = givenFields(options);
  for (const file of files) {
    const place = { root: '/', path: resolve(file).slice(1) };
    const outcome = await takeFile(deps, place, { template, given }).catch(asFailure);
    const row = reported({ file, ...outcome });
    done.push(row);
    if (!output.json) output.raw(`${rowText(row)}\n`);
  }
  if (output.json) output.result({ files: done }, () => '');
  return done.every(({ result }) => result === 'stored' || result === 'repeated');
}

function givenFields({ caller, callee, started, direction, tenant, id }: UploadOptions) {
  return {
    ...(caller !== undefined && { caller }),
    ...(callee !== undefined && { callee }),
    ...(started !== undefined && { startedAt: started }),
    ...(direction !== undefined && { direction }),
    ...(tenant !== undefined && { tenantId: tenant }),
    ...(id !== undefined && { externalId: id }),
  };
}

/** The files behind it may still be stored. */
function asFailure(error: unknown): FileOutcome {
  const code = error instanceof AppError ? error.code : 'internal-error';
  return { result: 'failed', code, detail: error instanceof Error ? error.message : String(error) };
}

function rowText({ file, result, path, reason, detail }: ReportedFile): string {
  if (reason !== null) return `${file}: ${result} (${reason}): ${detail}`;
  return `${file}: ${result === 'repeated' ? 'stored before' : result} as ${path}`;
}

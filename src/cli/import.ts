import { realpath, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { AppError } from '../base/errors.ts';
import { type FileUploads, openFileUploads, untilSignal } from '../compose/index.ts';
import { type ImportedFile, importFolder, type NameTemplate, takeFile } from '../intake/index.ts';
import { type CommandContext, type CommandRunner, sub } from './command.ts';
import { FileReport, reported } from './file-report.ts';
import { ImportProgress, type ImportSummary, summaryText } from './import-progress.ts';
import { readTemplate } from './read-template.ts';

interface ImportOptions {
  readonly source: string;
  readonly template?: NameTemplate;
  readonly dryRun?: true;
  readonly report?: string;
}

/** A file that was changed later than this before now may be a call that is being recorded: it is left for the next run. */
const SETTLED_MS = 60_000;
/** As many as uploads take of a source at once. */
const MAX_CONCURRENCY = 6;

export function addImportCommand(program: Command, run: CommandRunner): void {
  sub(program, 'import')
    .description(
      'store all recordings in a folder and below it, each once; run it again to go on after an interruption',
    )
    .argument('<folder>', 'nothing in it is changed')
    .requiredOption('--source <id>', 'the PBX that they are of')
    .option('--template <template>', 'how they are named: a ready template, or one of your own', readTemplate)
    .option('--dry-run', 'say what would be stored and refused; nothing is stored, and no audio is read')
    .option('--report <file>', 'a CSV with what became of each file; one of an earlier run is replaced')
    .action((folder: string, options: ImportOptions) => run((context) => runImport(context, folder, options))());
}

/** False if a file was refused, or the import was ended. */
async function runImport(context: CommandContext, folder: string, options: ImportOptions): Promise<boolean> {
  const { output, clock } = context;
  const root = await rootOf(folder);
  await using uploads = await openFileUploads({ ...context, sourceId: options.source, root });
  // Not before it is known that there is something to report: it replaces an earlier one.
  await using report = options.report === undefined ? null : await FileReport.open(options.report);
  const ending = new AbortController();
  void untilSignal(clock).then(() => {
    output.diagnostic('ending: the files that were begun are finished');
    ending.abort();
  });
  const progress = new ImportProgress({ root, clock, print: (line) => output.diagnostic(line) });
  try {
    const onFile = (file: ImportedFile): void => {
      progress.add(file);
      report?.add(reported(file));
    };
    await importAll(context, uploads, { root, options, progress, onFile, signal: ending.signal });
  } finally {
    await progress.stop();
  }
  const summary = progress.summary({ dryRun: options.dryRun ?? false, complete: !ending.signal.aborted });
  output.result(summary, summaryText);
  return isAllStored(summary);
}

interface ImportAll {
  readonly root: string;
  readonly options: ImportOptions;
  readonly progress: ImportProgress;
  readonly onFile: (file: ImportedFile) => void;
  readonly signal: AbortSignal;
}

function importAll(
  { clock }: CommandContext,
  uploads: FileUploads,
  { root, options, progress, onFile, signal }: ImportAll,
): Promise<void> {
  const { template = null, dryRun = false } = options;
  return importFolder({
    root,
    take: (path) => {
      const changedBefore = clock.now() - SETTLED_MS;
      return takeFile(uploads, { root, path }, { template, dryRun, changedBefore, noLinks: true });
    },
    concurrency: Math.min(availableParallelism(), MAX_CONCURRENCY),
    away: uploads.away,
    onFile,
    onWaiting: (reason) => progress.waiting(reason),
    clock,
    signal,
  });
}

/** Without links on the way. Throws `request-invalid` if it is no folder. */
async function rootOf(folder: string): Promise<string> {
  try {
    const root = await realpath(folder);
    if ((await stat(root)).isDirectory()) return root;
  } catch (cause) {
    throw new AppError('request-invalid', `${folder} cannot be read`, { cause });
  }
  throw new AppError('request-invalid', `${folder} is no folder`);
}

function isAllStored({ complete, refused, failed }: ImportSummary): boolean {
  return complete && refused + failed === 0;
}

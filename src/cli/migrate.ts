import type { Command } from 'commander';
import { migrate, readSchemaState, type SchemaState } from '../platform/postgres/index.ts';
import { type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';

export function addMigrateCommand(program: Command, run: CommandRunner): void {
  sub(program, 'migrate')
    .description('migrate the tables of the database to those of this release')
    .option('--check', 'change nothing; list what would be done, exit 1 if there is anything')
    .action(({ check = false }: { check?: boolean }) => run(check ? migrateCheck : migrateNow)());
}

/** Says what is missing; false if anything is, or if the database cannot be used. */
async function migrateCheck(context: CommandContext): Promise<boolean> {
  const state = await withDatabase(context, (db) => readSchemaState(db), { anySchema: true });
  const upToDate = state.condition === 'current' || state.condition === 'ahead';
  context.output.result({ upToDate, ...state }, describe);
  return upToDate;
}

async function migrateNow(context: CommandContext): Promise<void> {
  const applied = await withDatabase(context, (_, url) => migrate(url, context.log), { anySchema: true });
  context.output.result({ applied }, () =>
    applied.length === 0
      ? 'nothing to do: the database is up to date'
      : applied.map((name) => `applied ${name}`).join('\n'),
  );
}

const CONDITIONS: Readonly<Record<SchemaState['condition'], string>> = {
  empty: 'the database is empty',
  current: 'the database is up to date',
  behind: 'the database is of an earlier release',
  ahead: 'the database is of a later release that this one can use',
  'too-new': 'the database is of a later release that this one cannot use',
  foreign: 'the database has tables of another program',
};

function describe({ condition, pending, unknown }: SchemaState): string {
  const lines = [CONDITIONS[condition]];
  if (condition !== 'foreign') lines.push(...pending.map((name) => `to be applied: ${name}`));
  lines.push(...unknown.map((name) => `of a later release: ${name}`));
  return lines.join('\n');
}

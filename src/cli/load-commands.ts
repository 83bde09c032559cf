import type { Command } from 'commander';
import type { CommandRunner } from './command.ts';

export type AddCommands = (program: Command, run: CommandRunner) => void;

/**
 * By a command's first word, in the order in which `--help` lists them. A command loads only its own modules, because loading
 * all of the program takes longer than most commands.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<AddCommands>>> = {
  start: async () => (await import('./start.ts')).addStartCommand,
  doctor: async () => (await import('./doctor.ts')).addDoctorCommand,
  migrate: async () => (await import('./migrate.ts')).addMigrateCommand,
  capacity: async () => (await import('./capacity.ts')).addCapacityCommand,
  demo: async () => (await import('./demo.ts')).addDemoCommand,
  call: async () => (await import('./call.ts')).addCallCommand,
  calls: async () => (await import('./calls.ts')).addCallsCommands,
  recorder: async () => (await import('./recorder.ts')).addRecorderCommands,
  tenant: async () => (await import('./tenant.ts')).addTenantCommands,
  recording: async () => (await import('./tenant.ts')).addRecordingCommands,
  user: async () => (await import('./user.ts')).addUserCommands,
  rule: async () => (await import('./rule.ts')).addRuleCommands,
  'number-group': async () => (await import('./number-group.ts')).addNumberGroupCommands,
  'file-access': async () => (await import('./file-access.ts')).addFileAccessCommands,
  operator: async () => (await import('./operator.ts')).addOperatorCommands,
  oidc: async () => (await import('./oidc.ts')).addOidcCommands,
  source: async () => (await import('./source.ts')).addSourceCommands,
  'refused-upload': async () => (await import('./refused-upload.ts')).addRefusedUploadCommands,
  siprec: async () => (await import('./siprec.ts')).addSiprecCommands,
  upload: async () => (await import('./upload.ts')).addUploadCommand,
  import: async () => (await import('./import.ts')).addImportCommand,
  audit: async () => (await import('./audit.ts')).addAuditCommands,
  cancellation: async () => (await import('./cancellation.ts')).addCancellationCommands,
  sftp: async () => (await import('./sftp.ts')).addSftpCommands,
  mail: async () => (await import('./mail.ts')).addMailCommands,
  plan: async () => (await import('./plan.ts')).addPlanCommands,
  price: async () => (await import('./price.ts')).addPriceCommands,
  order: async () => (await import('./order.ts')).addOrderCommands,
  billing: async () => (await import('./billing.ts')).addBillingCommands,
  retention: async () => (await import('./retention.ts')).addRetentionCommands,
  rodo: async () => (await import('./rodo.ts')).addRodoCommands,
  store: async () => (await import('./store.ts')).addStoreCommands,
  push: async () => (await import('./push.ts')).addPushCommands,
};

/** The commands that these words need: none for `--version`; all of them for help, and to name what a misspelt word could mean. */
export async function loadCommands(words: readonly string[]): Promise<AddCommands[]> {
  if (words.length === 1 && words[0] === '--version') return [];
  const first = words.find((word) => !word.startsWith('-'));
  const load = first !== undefined && Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  return Promise.all(load === undefined ? Object.values(COMMANDS).map((each) => each()) : [load()]);
}

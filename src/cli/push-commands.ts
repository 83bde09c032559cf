import type { Command } from 'commander';
import type { TenantId } from '../base/ids.ts';
import { type DayToSend, pushSend, pushStatus, pushStatusOf, pushTest } from './commands/push.ts';
import { tenantId, warsawDay } from './read-option.ts';
import { type CommandRunner, sub } from './sub-command.ts';

/** The daily packages on their way to customers' servers. */
export function addPushCommands(program: Command, run: CommandRunner): void {
  const push = sub(program, 'push').description('daily packages of recordings to customers’ servers');
  sub(push, 'status')
    .description('how it goes: what waits, what fails and why')
    .option('--tenant <id>', 'of this one, with its last days', tenantId)
    .action(({ tenant }: { tenant?: TenantId }) =>
      run((context) => (tenant === undefined ? pushStatus(context) : pushStatusOf(context, tenant)))(),
    );
  sub(push, 'send')
    .description('have the workers send what was not delivered of a day, now')
    .requiredOption('--tenant <id>', 'whose', tenantId)
    .requiredOption('--day <day>', 'YYYY-MM-DD', warsawDay)
    .option('--all', 'everything that is kept of the day, again')
    .action(({ all = false, ...day }: Omit<DayToSend, 'all'> & { all?: boolean }) =>
      run((context) => pushSend(context, { ...day, all }))(),
    );
  sub(push, 'test')
    .description('whether a tenant’s target takes a file; writes a small one there, and removes it')
    .requiredOption('--tenant <id>', 'whose', tenantId)
    .action(({ tenant }: { tenant: TenantId }) => run((context) => pushTest(context, tenant))());
}

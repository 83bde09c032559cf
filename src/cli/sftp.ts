import type { Command } from 'commander';
import { keyStore } from '../compose/index.ts';
import { listSftpHostKeys, replaceSftpHostKeys, type SftpHostKey } from '../file-access/index.ts';
import { auditCommand, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';

export function addSftpCommands(program: Command, run: CommandRunner): void {
  const sftp = sub(program, 'sftp').description('the SFTP server of the recordings');
  sub(sftp, 'host-keys')
    .description('the fingerprints that customers compare, and SSHFP records for DNS')
    .action(run(hostKeys));
  sub(sftp, 'new-host-keys')
    .description('makes new host keys; every customer’s program warns of them at its next connection')
    .action(run(newHostKeys));
}

async function hostKeys(context: CommandContext): Promise<void> {
  context.output.result(await withDatabase(context, viewKeys), shownKeys);
}

async function newHostKeys(context: CommandContext): Promise<void> {
  const { config, clock } = context;
  const made = await withDatabase(context, async (db) => {
    await replaceSftpHostKeys({ db, keys: keyStore(config, db) }, clock.now());
    await auditCommand(context, db, { tenantId: null, action: 'sftp-host-keys-replaced', subject: null });
    return viewKeys(db);
  });
  context.output.result(made, (keys) => `${shownKeys(keys)}\nRestart the processes with the role files to use them.`);
}

const viewKeys = async (db: Parameters<typeof listSftpHostKeys>[0]) => (await listSftpHostKeys(db)).map(keyView);

function keyView({ madeAt, ...key }: SftpHostKey) {
  return { ...key, madeAt: isoTime(madeAt) };
}

function shownKeys(keys: readonly ReturnType<typeof keyView>[]): string {
  if (keys.length === 0) return 'no host keys yet: the first start of the role files makes them';
  return keys
    .map(({ type, fingerprint, sshfp, madeAt }) => `${type}  ${fingerprint}  made ${madeAt}\n  ${sshfp}`)
    .join('\n');
}

import { addSource, type NewSource } from '../../tenants/index.ts';
import { audited } from '../audit-command.ts';
import type { CommandContext } from '../command-context.ts';
import { withDatabase } from '../with-database.ts';

export async function sourceAdd(context: CommandContext, source: NewSource): Promise<void> {
  const added = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => addSource(transaction, source, context.clock.now()),
      ({ sourceId }) => ({ tenantId: source.tenantId ?? null, action: 'source-added', subject: sourceId }),
    ),
  );
  context.output.answer(added, ({ sourceId, apiKey }) =>
    [`source ${sourceId}`, `key ${apiKey}`, 'The key is for uploads and shown this once.'].join('\n'),
  );
}

import { addSource, type NewSource } from '../../tenants/index.ts';
import { auditCommand } from '../audit-command.ts';
import type { CommandContext } from '../command-context.ts';
import { withDatabase } from '../with-database.ts';

export async function sourceAdd(context: CommandContext, source: NewSource): Promise<void> {
  const added = await withDatabase(context, async (db) => {
    const added = await addSource(db, source, context.clock.now());
    await auditCommand(context, db, {
      tenantId: source.tenantId ?? null,
      action: 'source-added',
      subject: added.sourceId,
    });
    return added;
  });
  context.output.answer(added, ({ sourceId, apiKey }) =>
    [`source ${sourceId}`, `key ${apiKey}`, 'The key is for uploads and shown this once.'].join('\n'),
  );
}

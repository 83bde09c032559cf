import type { Config } from '../../config/index.ts';
import { checkWatchedFolder } from '../../intake/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { directorySources } from '../../tenants/index.ts';
import { type CheckResult, passed, problem } from './check-result.ts';

/** The watched folder can be worked on, has nothing that is left alone, and no failed files wait. */
export async function checkWatch(
  { watch, roles }: Pick<Config, 'watch' | 'roles'>,
  db: Database,
): Promise<CheckResult[]> {
  if (watch === '') return [passed('watched folder', 'none')];
  if (!roles.includes('web'))
    return [
      problem(
        'watched folder',
        `${watch} is not watched by this process, which does not have the role web`,
        'Set FONOTEKA_WATCH for a process with the role web, and only there (FONOTEKA_ROLES).',
      ),
    ];
  const { folders, problems } = await checkWatchedFolder(watch, await directorySources(db));
  if (problems.length === 0) return [passed('watched folder', `${watch}: ${folders} sub-folders of sources`)];
  return problems.map((each) => problem('watched folder', each.problem, each.remedy));
}

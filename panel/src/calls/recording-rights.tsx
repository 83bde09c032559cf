import { createContext, type ReactNode, use } from 'react';
import { mayDownload, mayHold, mayListen, useSession } from '../session/session.ts';

/** What may be done with the recordings of a list. */
interface RecordingRights {
  readonly listen: boolean;
  readonly download: boolean;
  readonly hold: boolean;
}

const RightsContext = createContext<RecordingRights | null>(null);

/** For lists in which other rights decide than those of the user: the operator's staff, by a grant. */
export function WithRecordingRights({ rights, children }: { rights: RecordingRights; children: ReactNode }) {
  return <RightsContext value={rights}>{children}</RightsContext>;
}

/** The rights of the list, or the user's own. */
export function useRecordingRights(): RecordingRights {
  const { user } = useSession();
  return use(RightsContext) ?? { listen: mayListen(user), download: mayDownload(user), hold: mayHold(user) };
}

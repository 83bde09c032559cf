import { serveRequests } from '../../platform/worker-threads/index.ts';
import type { SpooledPacket } from '../../spool/index.ts';
import { loadLibraryDecoders } from '../decoders/library-decoders.ts';
import { canDenyNetwork, denyNetwork } from '../deny-network.ts';
import { yieldToOthers } from '../thread-priority.ts';
import type { CallAudio } from '../time-line.ts';
import { LiveAudio } from './live-audio.ts';

/** What the thread of calls that are listened to does for the main thread. `id`: of a listener. */
export interface LiveAudioRequests {
  take(id: string, call: CallAudio, packets: readonly SpooledPacket[], until: number): Promise<Uint8Array>;
  drop(id: string): void;
}

yieldToOthers();
const libraries = loadLibraryDecoders();
if (canDenyNetwork()) denyNetwork();
const open = new Map<string, LiveAudio>();

serveRequests<LiveAudioRequests>({
  take: (id, call, packets, until) => {
    const audio = open.get(id) ?? new LiveAudio(libraries);
    open.set(id, audio);
    return audio.take(call, packets, until);
  },
  drop: (id) => {
    open.get(id)?.close();
    open.delete(id);
  },
});

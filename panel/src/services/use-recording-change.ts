import type { Services } from '../api/client.ts';
import { useNotices } from '../ui/use-notices.ts';
import { useChangeCallRecording } from './use-services.ts';

type CallRecording = Services['callRecording'];

/** Changes the recording service and says what came of it; `done` puts the new state in words. */
export function useRecordingChange(done: (service: CallRecording) => string) {
  const notices = useNotices();
  return useChangeCallRecording({
    onChanged: (service) => notices.done(done(service)),
    onFailed: notices.failed,
  });
}

import { type RefObject, useEffect, useState } from 'react';

/** Where the audio is, ms; follows it frame by frame while it plays. */
export function usePosition(audioRef: RefObject<HTMLAudioElement | null>): number {
  const [positionMs, setPositionMs] = useState(0);
  useEffect(() => {
    const audio = audioRef.current;
    if (audio === null) return undefined;
    let frame = 0;
    const read = () => setPositionMs(audio.currentTime * 1000);
    const follow = () => {
      read();
      frame = audio.paused ? 0 : requestAnimationFrame(follow);
    };
    const begin = () => {
      if (frame === 0) follow();
    };
    const listening = new AbortController();
    audio.addEventListener('playing', begin, { signal: listening.signal });
    audio.addEventListener('seeking', read, { signal: listening.signal });
    audio.addEventListener('timeupdate', read, { signal: listening.signal });
    begin();
    return () => {
      listening.abort();
      cancelAnimationFrame(frame);
    };
  }, [audioRef]);
  return positionMs;
}

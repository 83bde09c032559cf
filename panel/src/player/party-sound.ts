import { type RefObject, useEffect, useRef, useState } from 'react';

import type { Lane } from './pauses.ts';

export type Party = Exclude<Lane, 'both'>;

interface PartyVolume {
  /** 0…MAX_VOLUME; 1: as it is recorded. */
  readonly volume: number;
  readonly muted: boolean;
}

export type PartyVolumes = Readonly<Record<Party, PartyVolume>>;

/** A quiet party is made twice as loud; more would distort. */
export const MAX_VOLUME = 2;
export const AS_RECORDED: PartyVolumes = {
  caller: { volume: 1, muted: false },
  callee: { volume: 1, muted: false },
};

/** How loud each channel of the recording is on each side. */
interface Gains {
  readonly caller: { readonly left: number; readonly right: number };
  readonly callee: { readonly left: number; readonly right: number };
}

/** Each party on its side; one that is heard alone on both, since a voice in one ear is tiring. */
export function gainsOf({ caller, callee }: PartyVolumes): Gains {
  const [ofCaller, ofCallee] = [loudness(caller), loudness(callee)];
  return {
    caller: { left: ofCaller, right: ofCallee === 0 ? ofCaller : 0 },
    callee: { left: ofCaller === 0 ? ofCallee : 0, right: ofCallee },
  };
}

function loudness({ volume, muted }: PartyVolume): number {
  return muted ? 0 : volume;
}

/** Without a step, which would be heard as a click. */
const FADE_SECONDS = 0.015;

/**
 * The volume of each party of one audio element: left is the caller, right the callee. The element still streams by ranges; only its
 * sound goes through Web Audio. Made when a volume is first changed, because a browser may stop Web Audio while the screen is locked.
 */
export class PartySound {
  readonly #context = new AudioContext();
  readonly #gains: Readonly<Record<Party, Readonly<Record<'left' | 'right', GainNode>>>>;

  constructor(audio: HTMLAudioElement) {
    const source = this.#context.createMediaElementSource(audio);
    const split = this.#context.createChannelSplitter(2);
    const merge = this.#context.createChannelMerger(2);
    source.connect(split);
    const gain = (channel: number, side: number) => {
      const node = this.#context.createGain();
      split.connect(node, channel).connect(merge, 0, side);
      return node;
    };
    this.#gains = { caller: { left: gain(0, 0), right: gain(0, 1) }, callee: { left: gain(1, 0), right: gain(1, 1) } };
    merge.connect(this.#context.destination);
  }

  set(volumes: PartyVolumes): void {
    void this.#context.resume();
    const gains = gainsOf(volumes);
    for (const party of ['caller', 'callee'] as const) {
      for (const side of ['left', 'right'] as const) {
        this.#gains[party][side].gain.setTargetAtTime(gains[party][side], this.#context.currentTime, FADE_SECONDS);
      }
    }
  }

  close(): void {
    void this.#context.close();
  }
}

/** The volume of each party; Web Audio begins with the first change. */
export function usePartyVolumes(audioRef: RefObject<HTMLAudioElement | null>) {
  const [volumes, setVolumes] = useState<PartyVolumes>(AS_RECORDED);
  const sound = useRef<PartySound | null>(null);
  useEffect(() => () => sound.current?.close(), []);
  const change = (changed: PartyVolumes) => {
    setVolumes(changed);
    if (audioRef.current === null) return;
    sound.current ??= new PartySound(audioRef.current);
    sound.current.set(changed);
  };
  return {
    volumes,
    setVolume: (party: Party, volume: number) => change({ ...volumes, [party]: { volume, muted: false } }),
    mute: (party: Party) => change({ ...volumes, [party]: { ...volumes[party], muted: !volumes[party].muted } }),
  };
}

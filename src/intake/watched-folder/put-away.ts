import { randomBytes } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { FileName, OpenFolder } from '../../platform/open-folder.ts';
import { DONE, FAILED, numberedName, reasonName, sidecarNames } from './file-names.ts';

/** Of the same name at the same place: a PBX that begins its names again each day has one a day. */
const MAX_NUMBER = 1000;

/** A file with what belongs to it. */
export interface WaitingPair {
  readonly folders: readonly FileName[];
  readonly name: FileName;
  /** Null: it has none. */
  readonly sidecar: FileName | null;
}

interface DoneOptions {
  /** As it was when its audio had been read. */
  readonly read: BigIntStats;
  /** False: it is deleted. */
  readonly keep: boolean;
}

/**
 * Moves a file that has been stored to the folder of done files. What has the name now may be another file, or there may be more in it
 * than was stored: that goes back, is waiting again, and this returns what it is. The audio goes before its sidecar: a process that is
 * killed between them leaves a sidecar, and never an audio that nobody can describe.
 */
export async function moveToDone(
  root: OpenFolder,
  pair: WaitingPair,
  { read, keep }: DoneOptions,
): Promise<'done' | 'another-file' | 'changed'> {
  await using from = await root.folderAt(pair.folders);
  await using area = await root.folderAt([DONE, ...pair.folders], 'create');
  const name = await freeName(area, pair);
  await from.move(pair.name, area, name);
  const moved = await area.stat(name);
  const isRead = moved.ino === read.ino && moved.dev === read.dev;
  if (!isRead || moved.size !== read.size || moved.mtimeNs !== read.mtimeNs) {
    await area.move(name, from, await freeName(from, { ...pair, sidecar: null }));
    return isRead ? 'changed' : 'another-file';
  }
  const sidecar = await moveSidecar(from, area, pair, name);
  if (!keep) for (const done of [name, sidecar]) if (done !== null) await area.remove(done);
  return 'done';
}

/**
 * Moves a file that is refused to the folder of failed files, with a text that says why. The text comes first: no failed file is ever
 * without one.
 */
export async function moveToFailed(root: OpenFolder, pair: WaitingPair, reason: string): Promise<void> {
  await using from = await root.folderAt(pair.folders);
  await using area = await root.folderAt([FAILED, ...pair.folders], 'create');
  const name = await freeName(area, pair);
  await area.write(reasonName(name), reason);
  await from.move(pair.name, area, name);
  await moveSidecar(from, area, pair, name);
}

interface AloneSidecar {
  readonly folders: readonly FileName[];
  readonly name: FileName;
  /** Unix ms: written or moved here. */
  readonly changedAt: number;
  /** The names that its audio may have. */
  readonly audio: readonly FileName[];
}

/**
 * Moves a sidecar to its audio, which has been put away since the sidecar came: what a killed process had left. False: there is none. An
 * audio of the same name that was put away before is of another call.
 */
export async function finishSidecar(
  root: OpenFolder,
  { folders, name, changedAt, audio }: AloneSidecar,
): Promise<boolean> {
  for (const place of [DONE, FAILED]) {
    try {
      await using area = await root.folderAt([place, ...folders]);
      for (const each of audio) {
        if (!(await area.has(each)) || Number((await area.stat(each)).ctimeMs) < changedAt) continue;
        await using from = await root.folderAt(folders);
        await from.move(name, area, await freeName(area, { folders, name, sidecar: null }));
        return true;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return false;
}

/** Returns its new name; null: there is none. */
async function moveSidecar(
  from: OpenFolder,
  area: OpenFolder,
  pair: WaitingPair,
  newName: FileName,
): Promise<FileName | null> {
  const sidecar = sidecarName(pair, newName);
  if (sidecar === null) return null;
  try {
    await from.move(pair.sidecar!, area, sidecar);
    return sidecar;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The name, or one with a number, of which neither the audio nor the sidecar is there: nothing that is there is replaced. */
async function freeName(area: OpenFolder, pair: WaitingPair): Promise<FileName> {
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    const name = numberedName(pair.name, number);
    const sidecar = sidecarName(pair, name);
    if (!(await area.has(name)) && (sidecar === null || !(await area.has(sidecar)))) return name;
  }
  return numberedName(pair.name, randomBytes(6).readUIntBE(0, 6));
}

/** In the form that it has: `call.wav.json`, or `call.json`. */
function sidecarName({ name, sidecar }: WaitingPair, newName: FileName): FileName | null {
  if (sidecar === null) return null;
  const form = sidecarNames(name).findIndex((each) => each.equals(sidecar));
  return sidecarNames(newName)[form] ?? sidecar;
}

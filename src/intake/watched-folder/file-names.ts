import { createHash } from 'node:crypto';
import { isSidecar, isLeftAlone, sidecarPaths } from '../files/describe-file.ts';
import type { FileName } from '../../platform/open-folder.ts';

/** In the folder of a source, for files that have been stored. */
export const DONE = Buffer.from('done');
/** For files that are refused, each with its reason. */
export const FAILED = Buffer.from('failed');
/** How the name of the text with the reason ends. */
const REASON = '.reason.txt';
/** Of Linux's file systems. */
const MAX_NAME_BYTES = 255;

/** No file of a PBX, or not yet. */
export function isIgnored(name: FileName): boolean {
  return isLeftAlone(textOf(name)) || isReason(name);
}

export function isReason(name: FileName): boolean {
  return textOf(name).endsWith(REASON);
}

export function isSidecarName(name: FileName): boolean {
  return isSidecar(textOf(name));
}

/** Bytes that are no UTF-8 become U+FFFD. */
export function textOf(name: FileName): string {
  return name.toString('utf8');
}

/** `call.wav` has `call.wav.json`, or `call.json`. */
export function sidecarNames(audio: FileName): FileName[] {
  return sidecarPaths(audio.toString('latin1')).map((name) => Buffer.from(name, 'latin1'));
}

/** The endings of audio, as they are usual. */
const AUDIO_ENDINGS = ['wav', 'WAV', 'mp3', 'ogg', 'opus', 'flac', 'm4a', 'gsm', 'aac', 'amr', 'wav49'];

/** Whose sidecar it may be. */
export function audioNames(sidecar: FileName): FileName[] {
  const stem = sidecar.toString('latin1').replace(/\.json$/, '');
  return [stem, ...AUDIO_ENDINGS.map((ending) => `${stem}.${ending}`)].map((name) => Buffer.from(name, 'latin1'));
}

/** The same name with a number, for a folder that has it already: `call.2.wav`. 1: without. */
export function numberedName(name: FileName, number: number): FileName {
  if (number === 1) return name;
  const text = name.toString('latin1');
  const ending = /(?<=.)\.[^.]{1,8}$/s.exec(text)?.[0] ?? '';
  return fitting(text.slice(0, text.length - ending.length), `.${number}${ending}`);
}

/** Of the text that says why `name` is refused. */
export function reasonName(name: FileName): FileName {
  return fitting(name.toString('latin1'), REASON);
}

/** The file that a text with a reason is of; null: not known, its name may have been cut. */
export function refusedName(reason: FileName): FileName | null {
  return reason.length < MAX_NAME_BYTES ? reason.subarray(0, reason.length - REASON.length) : null;
}

/** A name that would be too long is cut, and stays one of its own. */
function fitting(base: string, ending: string): FileName {
  if (base.length + ending.length <= MAX_NAME_BYTES) return Buffer.from(base + ending, 'latin1');
  const hash = `-${createHash('sha256').update(base, 'latin1').digest('hex').slice(0, 12)}`;
  return Buffer.from(base.slice(0, MAX_NAME_BYTES - ending.length - hash.length) + hash + ending, 'latin1');
}

import type { Call } from '../api/client.ts';

type Party = Call['recordings'][number]['parties'][number];

/** Who talked first, and who came later. */
export interface Conversation {
  caller: Party;
  callee: Party;
  /** `transferred`: in the place of somebody who left. */
  later: readonly { party: Party; kind: 'transferred' | 'joined' }[];
}

/** Between the leaving of one and the coming of another may be a ringing telephone. */
const MAX_TRANSFER_MS = 5 * 60_000;

/** Null: the same two all the time, or nobody knows. */
export function conversationOf({ recordings }: Pick<Call, 'recordings'>): Conversation | null {
  const all = recordings.flatMap(({ parties }) => parties).toSorted((a, b) => timeOf(a.from) - timeOf(b.from));
  const parties = all.filter((party, index) => all.findIndex((one) => isSame(one, party)) === index);
  const caller = parties.find(({ side }) => side === 'caller');
  const callee = parties.find(({ side }) => side === 'callee');
  if (caller === undefined || callee === undefined || parties.length < 3) return null;
  const later = parties.filter((party) => party !== caller && party !== callee);
  return { caller, callee, later: later.map((party) => ({ party, kind: kindOf(party, all) })) };
}

function isSame(a: Party, b: Party): boolean {
  return a.number === b.number && a.side === b.side;
}

function kindOf(party: Party, all: readonly Party[]): 'transferred' | 'joined' {
  const came = timeOf(party.from);
  const isSuccessor = all.some(({ side, number, from, until }) => {
    const left = timeOf(until);
    return (
      side === party.side &&
      number !== party.number &&
      timeOf(from) < came &&
      left <= came &&
      came - left <= MAX_TRANSFER_MS
    );
  });
  return isSuccessor ? 'transferred' : 'joined';
}

/** Ms: in the audio, where there is one recording; else since the beginning of the first. */
export function positionOf({ recordings }: Pick<Call, 'recordings'>, party: Party): number {
  if (recordings.length === 1) return party.fromMs;
  const starts = recordings.flatMap(({ parties }) => parties.map(({ from }) => timeOf(from)));
  return timeOf(party.from) - Math.min(...starts);
}

function timeOf(instant: string): number {
  return Date.parse(instant);
}

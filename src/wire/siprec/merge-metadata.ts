import type { RecordingMetadata } from './metadata.ts';

/**
 * What is known after a further document. A complete one replaces all before it (RFC 7865 §6.1.1); of a partial
 * one each element replaces the element of the same id, and a participant's association names all streams it
 * still sends and receives (§6.8.1).
 */
export function mergeMetadata(known: RecordingMetadata | null, news: RecordingMetadata): RecordingMetadata {
  if (known === null || news.dataMode === 'complete') return news;
  return {
    dataMode: 'complete',
    groups: replaced(known.groups, news.groups, byId),
    sessions: replaced(known.sessions, news.sessions, byId),
    participants: replaced(known.participants, news.participants, byId),
    streams: replaced(known.streams, news.streams, byId),
    participantStreams: replaced(known.participantStreams, news.participantStreams, (one) => one.participantId),
    participantSessions: replaced(
      known.participantSessions,
      news.participantSessions,
      (one) => `${one.participantId} ${one.sessionId}`,
    ),
    extensions: new Map([...known.extensions, ...news.extensions]),
  };
}

const byId = (element: { readonly id: string }): string => element.id;

/** In the order they were first heard of; what is named again keeps its place. */
function replaced<T>(known: readonly T[], news: readonly T[], keyOf: (element: T) => string): T[] {
  const all = new Map(known.map((element) => [keyOf(element), element]));
  for (const element of news) all.set(keyOf(element), element);
  return [...all.values()];
}

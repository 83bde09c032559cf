import { warsawDay, warsawTimeOfDay } from '../../base/warsaw-time.ts';
import type { ListedCall } from '../../catalog/index.ts';

export type TagLanguage = 'pl' | 'en';

const TEXTS = {
  pl: {
    title: 'Rozmowa',
    album: 'Nagrania rozmów',
    genre: 'Mowa',
    withheld: 'numer zastrzeżony',
    id: 'Identyfikator połączenia',
    comment: 'pol',
    directions: { inbound: 'przychodzące', outbound: 'wychodzące', internal: 'wewnętrzne' },
  },
  en: {
    title: 'Call',
    album: 'Recorded calls',
    genre: 'Speech',
    withheld: 'withheld number',
    id: 'Call ID',
    comment: 'eng',
    directions: { inbound: 'inbound', outbound: 'outbound', internal: 'internal' },
  },
} as const;

/** A title and artists longer than this are shown by no player; names come from the customer's phone book. */
const MAX_TEXT_CHARS = 200;

type TaggedCall = Pick<ListedCall, 'id' | 'startedAt' | 'direction' | 'caller' | 'callee'>;

/**
 * An ID3v2.3 tag to be put before a recording's MP3: title, date, parties, duration, and the id of the call. The same call gives the
 * same bytes, so a broken download can be continued.
 */
export async function recordingTag(
  call: TaggedCall,
  { durationMs }: { readonly durationMs: number },
  language: TagLanguage,
): Promise<Buffer> {
  const { ID3Writer } = await import('browser-id3-writer');
  const texts = TEXTS[language];
  const [year = '', month = '', day = ''] = warsawDay(call.startedAt).split('-');
  const time = warsawTimeOfDay(call.startedAt).slice(0, 5).replace('-', ':');
  const [caller, callee] = [call.caller, call.callee].map((number) =>
    (number ?? texts.withheld).slice(0, MAX_TEXT_CHARS),
  );
  const writer = new ID3Writer(new ArrayBuffer(0));
  writer
    .setFrame('TIT2', `${texts.title} ${day}.${month}.${year} ${time}, ${caller} → ${callee}`)
    .setFrame('TPE1', [caller!, callee!])
    .setFrame('TALB', texts.album)
    .setFrame('TCON', [texts.genre])
    .setFrame('TYER', Number(year))
    .setFrame('TDAT', `${day}${month}`)
    .setFrame('TLEN', durationMs)
    .setFrame('COMM', {
      description: '',
      text: `${texts.id}: ${call.id} (${texts.directions[call.direction]})`,
      language: texts.comment,
    });
  return Buffer.from(writer.addTag());
}

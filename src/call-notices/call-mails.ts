import { formatInstant, type Language, type MailText } from '../mail/index.ts';
import type { Direction } from '../recording/index.ts';

interface CallMail {
  /** The rule's. */
  readonly rule: string;
  readonly direction: Direction;
  /** Unix ms. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly link: string;
  readonly hasPassword: boolean;
  /** Unix ms. */
  readonly expiresAt: number;
  readonly maxUses: number | null;
}

const DIRECTIONS = {
  pl: { inbound: 'przychodząca', outbound: 'wychodząca', internal: 'wewnętrzna' },
  en: { inbound: 'inbound', outbound: 'outbound', internal: 'internal' },
} as const satisfies Record<Language, Record<Direction, string>>;

/** A call that a rule fits, with a link to its recording. Without numbers: they are read in the panel, by who may. */
export function callMail(mail: CallMail): (language: Language) => MailText {
  return (language) => {
    const began = formatInstant(language, mail.startedAt);
    const until = formatInstant(language, mail.expiresAt);
    const direction = DIRECTIONS[language][mail.direction];
    const lasted = duration(mail.durationMs);
    return language === 'pl'
      ? {
          subject: `Nagranie rozmowy: ${mail.rule}`,
          body: lines([
            `nagrano rozmowę, do której pasuje reguła „${mail.rule}”:`,
            '',
            `Początek: ${began}`,
            `Kierunek: ${direction}`,
            `Czas trwania: ${lasted}`,
            '',
            `Nagranie: ${mail.link}`,
            '',
            mail.hasPassword && 'Link jest chroniony hasłem, które podaje administrator firmy.',
            `Link działa do: ${until}.`,
            mail.maxUses !== null && `Liczba otwarć: najwyżej ${mail.maxUses}.`,
            'Prosimy nie przekazywać tej wiadomości osobom, które nie powinny usłyszeć rozmowy.',
          ]),
        }
      : {
          subject: `Recording of a call: ${mail.rule}`,
          body: lines([
            `A call matching the rule “${mail.rule}” has been recorded:`,
            '',
            `Start: ${began}`,
            `Direction: ${direction}`,
            `Duration: ${lasted}`,
            '',
            `Recording: ${mail.link}`,
            '',
            mail.hasPassword && 'The link has a password, which an administrator of your company tells you.',
            `The link works until ${until}.`,
            mail.maxUses !== null && `It can be opened ${mail.maxUses} times at most.`,
            'Please do not forward this e-mail to anyone who should not hear the call.',
          ]),
        };
  };
}

interface SummaryMail {
  readonly rule: string;
  readonly calls: number;
  /** Unix ms. */
  readonly from: number;
  readonly historyUrl: string;
}

/** Calls of an hour that were too many for a mail each. */
export function summaryMail({ rule, calls, from, historyUrl }: SummaryMail): (language: Language) => MailText {
  return (language) =>
    language === 'pl'
      ? {
          subject: `Nagrania rozmów: ${rule} (zestawienie)`,
          body: `w ciągu godziny od ${formatInstant('pl', from)} reguła „${rule}” pasowała do większej liczby rozmów, niż wysyłamy osobnych wiadomości. Liczba rozmów bez osobnej wiadomości: ${calls}.\n\nIch nagrania są w Panelu, w historii połączeń:\n${historyUrl}`,
        }
      : {
          subject: `Recordings of calls: ${rule} (summary)`,
          body: `In the hour from ${formatInstant('en', from)} the rule “${rule}” matched more calls than we send separate e-mails for. Calls without an e-mail of their own: ${calls}.\n\nTheir recordings are in the panel, in the call history:\n${historyUrl}`,
        };
}

function lines(all: readonly (string | false)[]): string {
  return all.filter((line) => line !== false).join('\n');
}

/** `4:07`, `1:02:03`. */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, '0');
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
}

import { formatInstant, type Language, type MailText } from '../../mail/index.ts';

interface SwitchedOff {
  /** The hook's, as the customer named it. */
  readonly name: string;
  /** Unix ms. */
  readonly since: number;
  readonly pageUrl: string;
}

/** To the customer: a program that accepted nothing for days gets no more events. */
export function switchedOffMail({ name, since, pageUrl }: SwitchedOff): (language: Language) => MailText {
  const texts = {
    pl: {
      subject: `Powiadomienia dla programu „${name}” zostały wyłączone`,
      body: `Program „${name}” nie przyjmuje zdarzeń o rozmowach od: ${formatInstant('pl', since)}. Dlatego wyłączyliśmy ich wysyłanie.

Nagrania nie są zagrożone: rozmowy są nagrywane jak dotąd.

Po naprawie programu wyślij próbne zdarzenie i włącz powiadomienia ponownie:
${pageUrl}`,
    },
    en: {
      subject: `Notifications for the program “${name}” are switched off`,
      body: `The program “${name}” has accepted no events of calls since ${formatInstant('en', since)}. That is why we no longer send them.

Recordings are not in danger: calls are recorded as before.

When the program works again, send a test event and switch the notifications on again:
${pageUrl}`,
    },
  };
  return (language) => texts[language];
}

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
      body: `program „${name}” nie przyjmuje zdarzeń o rozmowach od: ${formatInstant('pl', since)}. Dlatego wyłączyliśmy ich wysyłanie.

Nagrania nie są zagrożone: rozmowy są nagrywane jak dotąd.

Po naprawie programu proszę wysłać próbne zdarzenie i ponownie włączyć powiadomienia:
${pageUrl}`,
    },
    en: {
      subject: `Notifications for the program “${name}” are switched off`,
      body: `The program “${name}” has not accepted any call events since ${formatInstant('en', since)}. We have therefore stopped sending them.

Your recordings are safe: calls are recorded as before.

Once the program works again, please send a test event and switch the notifications back on:
${pageUrl}`,
    },
  };
  return (language) => texts[language];
}

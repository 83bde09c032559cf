import { formatInstant, type Language, type MailText } from '../mail/index.ts';

interface ReviewMail {
  /** The login of who asks. */
  readonly from: string;
  /** When the call began, Unix ms. */
  readonly startedAt: number;
  readonly link: string;
}

/** A colleague is to look at a call. Without numbers and the note: they are read in the panel, by who may. */
export function reviewMail({ from, startedAt, link }: ReviewMail): (language: Language) => MailText {
  return (language) => {
    const instant = formatInstant(language, startedAt);
    return language === 'pl'
      ? {
          subject: 'Połączenie do sprawdzenia',
          body: `${from} prosi o sprawdzenie połączenia, które rozpoczęło się ${instant}:\n\n${link}\n\nWszystkie takie połączenia są w Panelu, na stronie „Do sprawdzenia”.`,
        }
      : {
          subject: 'Call to review',
          body: `${from} asks you to review the call that began on ${instant}:\n\n${link}\n\nAll such calls are in the panel, on the page “To review”.`,
        };
  };
}

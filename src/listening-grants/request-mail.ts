import type { Language, MailText } from '../mail/index.ts';
import { REQUEST_DAYS } from './grant.ts';

export interface RequestMail {
  /** A login, or `cli`. */
  readonly requestedBy: string;
  readonly isOneRecording: boolean;
  readonly download: boolean;
  readonly reason: string;
}

/** The operator's staff ask a tenant's administrators for a listening grant. Without a link: nobody shall learn to follow one. */
export function requestMail(
  language: Language,
  { requestedBy, isOneRecording, download, reason }: RequestMail,
): MailText {
  if (language === 'pl') {
    const what = isOneRecording ? 'jednego nagrania' : 'nagrań';
    return {
      subject: 'Prośba o zgodę na odsłuch nagrań',
      body:
        `obsługa operatora (${requestedBy}) prosi o zgodę na odsłuch${download ? ' i pobieranie' : ''} ${what} Państwa firmy.\n\n` +
        `Powód: ${reason}\n\n` +
        'Bez Państwa zgody obsługa operatora nie może słuchać nagrań. W Panelu, na stronie „Odsłuch przez operatora”, administrator ' +
        'może udzielić zgody na wybrany czas albo odmówić. Zgodę można w każdej chwili cofnąć, a każdy odsłuch jest tam widoczny.\n\n' +
        `Prośba bez odpowiedzi wygaśnie po ${REQUEST_DAYS} dniach.`,
    };
  }
  const what = isOneRecording ? 'one recording' : 'recordings';
  return {
    subject: 'Request to listen to recordings',
    body:
      `The operator’s staff (${requestedBy}) ask for your consent to listen to${download ? ' and download' : ''} ${what} of your company.\n\n` +
      `Reason: ${reason}\n\n` +
      'Without your consent the operator’s staff cannot listen to recordings. In the panel, on the page “Listening by the operator”, an ' +
      'administrator can give it for a chosen time, or refuse. It can be taken back at any time, and each use of it is shown there.\n\n' +
      `A request left unanswered expires after ${REQUEST_DAYS} days.`,
  };
}

export type AnnouncementLanguage = 'pl' | 'en';

/** It is read to callers, so it does not follow the language of the panel. Brackets: what the company fills in. */
export function announcement(language: AnnouncementLanguage, company: string): string {
  return language === 'pl'
    ? `Dzień dobry. Informujemy, że rozmowa jest nagrywana. Administratorem danych jest ${company}. Nagrywamy w celu [np. poprawy jakości obsługi i potwierdzenia ustaleń], na podstawie prawnie uzasadnionego interesu, i przechowujemy nagranie przez [30] dni. Mogą Państwo żądać dostępu do nagrania, jego usunięcia lub ograniczenia przetwarzania, wnieść sprzeciw oraz skargę do Prezesa UODO. Pełna informacja: [adres strony]. Jeśli nie wyrażają Państwo zgody na nagrywanie, prosimy się rozłączyć i skontaktować w inny sposób: [adres e-mail].`
    : `Good morning. This call is being recorded. The controller of your data is ${company}. We record in order to [e.g. improve our service and confirm what was agreed], on the basis of our legitimate interest, and keep the recording for [30] days. You may ask for access to the recording, for its erasure or for restriction of processing, object to it, and lodge a complaint with the President of the Personal Data Protection Office (UODO). Full information: [address of the page]. If you do not want to be recorded, please hang up and contact us in another way: [e-mail address].`;
}

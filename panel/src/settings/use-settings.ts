import { useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, type AccountSettings } from '../api/client.ts';
import { useLanguage } from '../i18n/i18n.ts';
import type { Language } from '../i18n/language.ts';
import { useNotices } from '../ui/feedback.tsx';

const PATH = '/api/v1/account/settings';

/** The user's own settings, the same in every browser. */
export function useSettings() {
  return api.useQuery('get', PATH, {}, { staleTime: Number.POSITIVE_INFINITY });
}

/** Shows the panel as the user has chosen in this or another browser. */
export function useChosenLook(): void {
  const { data } = useSettings();
  const { language, changeLanguage } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (data?.language != null && data.language !== language) void changeLanguage(data.language).catch(() => {});
    if (data?.theme != null && data.theme !== colorScheme) setColorScheme(data.theme);
    // Only when the settings arrive: what is chosen here is shown before it is stored.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [data?.language, data?.theme]);
}

/** Changes a setting here at once, and stores it for every browser. */
export function useChangeSettings() {
  const queryClient = useQueryClient();
  const notices = useNotices();
  const { changeLanguage } = useLanguage();
  const { setColorScheme } = useMantineColorScheme();
  const { mutate } = api.useMutation('patch', PATH, {
    onSuccess: (settings) => queryClient.setQueryData(api.queryOptions('get', PATH, {}).queryKey, settings),
    onError: notices.failed,
  });
  return {
    language: (language: Language) =>
      void changeLanguage(language).then(() => mutate({ body: { language } }), notices.failed),
    theme: (theme: NonNullable<AccountSettings['theme']>) => {
      setColorScheme(theme);
      mutate({ body: { theme } });
    },
    mailOfSignIns: (mailOfSignIns: boolean) => mutate({ body: { mailOfSignIns } }),
  };
}

import 'dayjs/locale/en-gb';
import 'dayjs/locale/pl';
import {
  DatePickerInput,
  type DatePickerInputProps,
  type DatePickerType,
  DatesProvider,
  MonthPickerInput,
  type MonthPickerInputProps,
} from '@mantine/dates';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/i18n.ts';
import { Icon } from './icon.tsx';

const DAYJS_LOCALES = { pl: 'pl', en: 'en-gb' } as const;
/** As `formatDate` writes it. */
const DAY_FORMATS = { pl: 'DD.MM.YYYY', en: 'D MMM YYYY' } as const;
const MONTH_FORMATS = { pl: 'MM.YYYY', en: 'MMM YYYY' } as const;
const CALENDAR_ICON = { leftSection: <Icon name="calendar" size={16} />, leftSectionPointerEvents: 'none' } as const;

/** A field for a day, or with `type="range"` for the first and the last day. */
export function DateInput<Type extends DatePickerType = 'default'>(props: Omit<DatePickerInputProps<Type>, 'ref'>) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <PickerSettings>
      <DatePickerInput<Type>
        {...CALENDAR_ICON}
        valueFormat={DAY_FORMATS[language]}
        ariaLabels={{ previousMonth: t('dates.previousMonth'), nextMonth: t('dates.nextMonth') }}
        {...props}
      />
    </PickerSettings>
  );
}

/** A field for a month. */
export function MonthInput(props: Omit<MonthPickerInputProps, 'ref'>) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <PickerSettings>
      <MonthPickerInput
        {...CALENDAR_ICON}
        valueFormat={MONTH_FORMATS[language]}
        ariaLabels={{ previousYear: t('dates.previousYear'), nextYear: t('dates.nextYear') }}
        {...props}
      />
    </PickerSettings>
  );
}

function PickerSettings({ children }: { children: ReactNode }) {
  const { language } = useLanguage();
  return (
    <DatesProvider settings={{ locale: DAYJS_LOCALES[language], firstDayOfWeek: 1, weekendDays: [] }}>
      {children}
    </DatesProvider>
  );
}

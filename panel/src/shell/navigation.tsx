import { NavLink, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { maySeeServices } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import classes from './navigation.module.css';

/** The panel's menu; `onNavigate` closes it on a phone. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <nav aria-label={t('menu.label')}>
      <Text component="h2" className={classes.section} id="menu-billing">
        {t('menu.billing')}
      </Text>
      <ul className={classes.list} aria-labelledby="menu-billing">
        <li>
          <NavLink
            className={classes.link}
            renderRoot={(props) => <Link to="/account/calls" {...props} />}
            label={t('menu.calls')}
            leftSection={<Icon name="history" />}
            onClick={onNavigate}
          />
        </li>
        {maySeeServices(user) && (
          <li>
            <NavLink
              className={classes.link}
              renderRoot={(props) => <Link to="/account/services" {...props} />}
              label={t('menu.services')}
              leftSection={<Icon name="services" />}
              onClick={onNavigate}
            />
          </li>
        )}
      </ul>
    </nav>
  );
}

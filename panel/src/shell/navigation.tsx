import { NavLink, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import classes from './navigation.module.css';
import { type MenuItem, menuOf } from './menu.ts';

const SECTION_ID = 'menu-section';

/** The panel's menu; `onNavigate` closes it on a phone. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation();
  const { section, items } = menuOf(useSession().user);
  return (
    <nav aria-label={t('menu.label')}>
      <Text component="h2" className={classes.section} id={SECTION_ID}>
        {t(`menu.${section}`)}
      </Text>
      <ul className={classes.list} aria-labelledby={SECTION_ID}>
        {items.map((item) => (
          <NavigationItem key={item.to} item={item} onNavigate={onNavigate} />
        ))}
      </ul>
    </nav>
  );
}

function NavigationItem({ item, onNavigate }: { item: MenuItem; onNavigate: () => void }) {
  const { t } = useTranslation();
  return (
    <li>
      <NavLink
        className={classes.link}
        renderRoot={(props) => <Link to={item.to} {...props} />}
        label={t(`menu.${item.name}`)}
        leftSection={<Icon name={item.icon} />}
        onClick={onNavigate}
      />
    </li>
  );
}

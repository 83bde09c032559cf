import { Collapse, NavLink, Text, UnstyledButton } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/session.ts';
import { Icon } from '../ui/icon.tsx';
import { type MenuGroup, type MenuItem, menuOf } from './menu.ts';
import classes from './navigation.module.css';

const SECTION_ID = 'menu-section';

interface NavigationProps {
  /** On a phone only the group of the current page is open at first. */
  phone: boolean;
  /** Closes the menu on a phone. */
  onNavigate: () => void;
}

/** The main menu: groups of pages that open and close. */
export function Navigation({ phone, onNavigate }: NavigationProps) {
  const { t } = useTranslation();
  const { section, groups } = menuOf(useSession().user);
  const { pathname } = useLocation();
  const [toggled, setToggled] = useState<Readonly<Record<string, boolean>>>({});
  const isOpen = ({ name, items }: MenuGroup): boolean =>
    toggled[name] ?? (!phone || groups.length === 1 || items.some(({ to }) => isWithin(pathname, to)));
  return (
    <nav aria-labelledby={SECTION_ID}>
      <Text component="h2" className={classes.section} id={SECTION_ID}>
        {t(`menu.${section}`)}
      </Text>
      {groups.map((group) => (
        <Group
          key={group.name}
          group={group}
          open={isOpen(group)}
          onToggle={() => setToggled({ ...toggled, [group.name]: !isOpen(group) })}
          onNavigate={onNavigate}
        />
      ))}
    </nav>
  );
}

/** Whether an address is this page or one below it. */
function isWithin(pathname: string, page: string): boolean {
  return pathname === page || pathname.startsWith(`${page}/`);
}

interface GroupProps {
  group: MenuGroup;
  open: boolean;
  onToggle: () => void;
  onNavigate: () => void;
}

function Group({ group, open, onToggle, onNavigate }: GroupProps) {
  const { t } = useTranslation();
  const id = `menu-${group.name}`;
  return (
    <div className={classes.group}>
      <h3 className={classes.heading}>
        <UnstyledButton
          className={classes.toggle}
          id={id}
          aria-expanded={open}
          aria-controls={`${id}-pages`}
          onClick={onToggle}
        >
          {t(`menu.groups.${group.name}`)}
          <span className={classes.chevron} data-open={open || undefined}>
            <Icon name="chevron" size={14} />
          </span>
        </UnstyledButton>
      </h3>
      <Collapse expanded={open} id={`${id}-pages`}>
        <ul className={classes.pages} aria-labelledby={id}>
          {group.items.map((item) => (
            <Page key={item.to} item={item} onNavigate={onNavigate} />
          ))}
        </ul>
      </Collapse>
    </div>
  );
}

function Page({ item, onNavigate }: { item: MenuItem; onNavigate: () => void }) {
  const { t } = useTranslation();
  return (
    <li>
      <NavLink
        className={classes.page}
        renderRoot={(props) => <Link to={item.to} {...props} />}
        label={t(`menu.${item.name}`)}
        leftSection={<Icon name={item.icon} />}
        onClick={onNavigate}
      />
    </li>
  );
}

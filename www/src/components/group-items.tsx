// What can be done with a group as a whole: the entries of menus, each asked about first.

import { dismiss, type GroupView, leave } from '../groups'
import { may } from '../rights'
import type { MenuItem } from './menu'
import { ask } from './question'

export function groupItems(group: GroupView): MenuItem[] {
  const { id, name } = group
  const items: MenuItem[] = []
  if (may(group, 'leave')) {
    const text = 'You will not get its messages any more.'
    const question = { title: `Leave ${name}?`, text, yes: 'Leave', danger: true, run: () => leave(id) }
    items.push({ label: 'Leave group', danger: true, run: () => ask(question) })
  }
  if (may(group, 'dismiss')) {
    const text = 'It ends for everybody in it, and cannot be brought back.'
    const question = { title: `Dismiss ${name}?`, text, yes: 'Dismiss', danger: true, run: () => dismiss(id) }
    items.push({ label: 'Dismiss group', danger: true, run: () => ask(question) })
  }
  return items
}

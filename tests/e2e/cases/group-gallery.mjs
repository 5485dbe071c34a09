// The views of groups, one after the other, light and dark: for the accessibility check and as pictures. All other
// views are in gallery.mjs.

import { text, wireClient } from '../wire.mjs'

const GROUP = 'group_open_http_svc'

/** Calls `visit(person, name)` in every view, in both themes. */
export async function groupViews(world, size, visit) {
  const both = async (person, name) => {
    for (const theme of ['light', 'dark']) {
      await person.page.evaluate((value) => (document.documentElement.dataset.theme = value), theme)
      await visit(person, `group-${name}-${theme}`)
    }
  }
  const escape = async (person, selector) => {
    await person.page.keyboard.press('Escape')
    await person.seesNo(selector)
  }
  const names = { 'bob.b': 'Bob Builder', 'carol.c': 'Carol', 'dave.d': 'Dave Davidson', 'erin.e': 'Erin' }
  const people = {}
  for (const [user, Value] of Object.entries(names)) {
    people[user] = await wireClient(world.server, user)
    await people[user].call('profile.portrait_set', {
      From_Account: user,
      ProfileItem: [{ Tag: 'Tag_Profile_IM_Nick', Value }],
    })
  }
  const say = (user, line) =>
    people[user].call(`${GROUP}.send_group_msg`, {
      ...{ GroupId: 'walkers', From_Account: user, Random: Math.floor(Math.random() * 1e9), MsgPriority: 'Normal' },
      MsgBody: [text(line)],
    })
  const more = '.peer > [aria-haspopup=menu]'
  const menu = '.menu:popover-open'

  const alice = await world.person('anna.a', { size })
  await alice.look()
  await alice.choose('.new-chat [aria-haspopup=menu]', 'New group')
  await alice.fill('#group-name', 'Sunday walkers')
  await alice.page.click('.kinds label:nth-of-type(2)')
  await alice.fill('#group-people', 'bob.b carol.c')
  await both(alice, 'new')
  await escape(alice, 'dialog')
  await people['bob.b'].call(`${GROUP}.create_group`, {
    ...{ Type: 'Public', GroupId: 'walkers', Name: 'Sunday walkers', Owner_Account: 'bob.b' },
    ...{ ApplyJoinOption: 'NeedPermission', InviteJoinOption: 'FreeAccess' },
    Introduction: 'We meet on Sundays at nine, whatever the weather.',
    MemberList: ['carol.c', 'dave.d'].map((Member_Account) => ({ Member_Account })),
  })
  await alice.choose('.new-chat [aria-haspopup=menu]', 'Find a group')
  await alice.fill('#group-id', 'walkers')
  await alice.page.keyboard.press('Enter')
  await alice.sees('#apply-words')
  await both(alice, 'found')
  await escape(alice, 'dialog')

  await alice.page.evaluate(() => (location.hash = '#/anna.a/group/walkers'))
  await alice.sees('.outside')
  await alice.seesNo(more, 'no menu without entries')
  await both(alice, 'outside')
  await people['bob.b'].call(`${GROUP}.add_group_member`, { GroupId: 'walkers', MemberList: [{ Member_Account: 'anna.a' }] })
  await people['bob.b'].call(`${GROUP}.change_group_owner`, { GroupId: 'walkers', NewOwner_Account: 'anna.a' })
  await alice.sees('.composer')
  await alice.seesText('.conversations .last', 'gave the group to you')
  await say('bob.b', 'Good morning everybody!')
  await say('bob.b', 'Who is coming on Sunday? I thought we might take the path along the river this time.')
  await say('carol.c', 'I am!')
  await alice.seesText('.message', 'I am!')
  await alice.write('So am I. @bo')
  await alice.seesText('.mention-list', 'Bob Builder')
  await both(alice, 'mention')
  await alice.page.keyboard.press('Enter')
  await alice.write('how long is it?')
  await alice.page.keyboard.press('Enter')
  await alice.sees('.message:last-child.sent')

  await alice.click('.peer .who')
  await alice.sees('.members [data-user="dave.d"]')
  await alice.choose('.members [data-user="dave.d"] [aria-haspopup=menu]', 'Mute for 10 min')
  await alice.seesText('.members [data-user="dave.d"]', 'muted')
  await alice.choose('.members [data-user="carol.c"] [aria-haspopup=menu]', 'Make an administrator')
  await alice.seesText('.members [data-user="carol.c"]', 'Administrator')
  await both(alice, 'panel')
  await alice.click('.members [data-user="bob.b"] [aria-haspopup=menu]')
  await alice.sees(menu)
  await both(alice, 'member-menu')
  await escape(alice, menu)
  await alice.choose('.members [data-user="bob.b"] [aria-haspopup=menu]', 'Name in this group')
  await alice.sees('dialog[open]')
  await both(alice, 'question')
  await escape(alice, 'dialog')
  await alice.click('.facts button')
  await alice.fill('#edit-notification', 'This Sunday we start at ten.')
  await both(alice, 'form')
  await alice.click('.facts .primary')
  await alice.sees('.announced')
  await alice.click('.group-panel [aria-label=Close]')
  await alice.seesNo('.group-panel')
  await say('bob.b', 'About four hours, with the break.')
  await alice.seesText('.message', 'four hours')
  await both(alice, 'chat')
  await alice.click(more)
  await alice.sees(menu)
  await both(alice, 'menu')
  await escape(alice, menu)

  if (size.width < 720) await alice.click('.back')
  else await alice.page.evaluate(() => (location.hash = '#/anna.a'))
  await alice.seesNo('.composer')
  await people['bob.b'].call(`${GROUP}.send_group_msg`, {
    ...{ GroupId: 'walkers', From_Account: 'bob.b', Random: 77, MsgPriority: 'Normal' },
    MsgBody: [text('@anna.a are you there?')],
    GroupAtInfo: [{ GroupAtAllFlag: 0, GroupAt_Account: 'anna.a' }],
  })
  const apply = { GroupId: 'walkers', ApplyMsg: 'Bob told me about you. May I come along?' }
  await people['erin.e'].call(`${GROUP}.apply_join_group`, apply)
  await alice.sees('.badge.mention')
  await both(alice, 'list')
  await alice.click('.inbox-button')
  await alice.sees('.application')
  await both(alice, 'inbox')
  for (const person of Object.values(people)) person.close()
  await alice.close()
}

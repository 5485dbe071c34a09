// Groups: made, found, joined, run, left and dismissed; what is said in them and what happens there.

import { holds, same } from '../../checks.mjs'
import { wireClient } from '../wire.mjs'

const GROUP = 'group_open_http_svc'

/** Accounts have to exist before they can be in a group. */
async function accounts(world, ...users) {
  for (const user of users) (await wireClient(world.server, user)).close()
}

/** Alice's group with the ID `friends`, made by hand on the wire. */
async function friends(world, { type = 'Public', members = ['bob'], accountsOf = members, ...more } = {}) {
  await accounts(world, ...accountsOf)
  const owner = await wireClient(world.server, 'alice')
  const MemberList = members.map((Member_Account) => ({ Member_Account }))
  const made = await owner.call(`${GROUP}.create_group`, {
    ...{ Type: type, GroupId: 'friends', Name: 'Friends', Owner_Account: 'alice', InviteJoinOption: 'FreeAccess' },
    ...(type === 'AVChatRoom' ? {} : { MemberList }),
    ...more,
  })
  same(made.ErrorCode, 0, `making the group (${made.ErrorInfo})`)
  owner.close()
}

/** The menu of a member in the panel. */
const member = (user) => `.members [data-user="${user}"] [aria-haspopup=menu]`

async function entries(person, selector) {
  await person.click(selector)
  await person.sees('.menu:popover-open [role=menuitem]')
  const labels = await person.page.$$eval('.menu [role=menuitem]', (all) => all.map((item) => item.textContent))
  await person.page.keyboard.press('Escape')
  await person.seesNo('.menu:popover-open')
  return labels
}

async function openPanel(person) {
  await person.click('.peer .who')
  await person.sees('.group-panel')
}

export const groups = {
  async 'a group is made, its members talk in it, and it is dismissed'(world) {
    await accounts(world, 'bob', 'carol')
    const bob = await world.person('bob')
    const alice = await world.person('alice')
    await alice.look()
    await alice.choose('.new-chat [aria-haspopup=menu]', 'New group')
    await alice.fill('#group-name', 'Hiking')
    await alice.page.click('.kinds label:nth-of-type(2)')
    await alice.fill('#group-people', 'bob carol')
    await alice.page.keyboard.press('Enter')
    await alice.sees('.composer', 'the new group')
    await alice.seesText('.peer h2', 'Hiking')
    await alice.seesText('.tip', 'You created the group')
    await alice.say('Where shall we go?')
    await alice.seesMessage('Where shall we go?', 'sent')

    await bob.look()
    await bob.seesText('.conversations .name', 'Hiking')
    await bob.seesText('.conversations .last', 'alice: Where shall we go?')
    await bob.click('.conversations li a')
    await bob.seesText('.tip', 'alice created the group')
    await bob.seesMessage('Where shall we go?', 'received')
    await bob.seesText('.message .sender', 'alice')
    await bob.say('Up!')
    await bob.seesMessage('Up!', 'sent')
    await alice.seesMessage('Up!', 'received')
    const more = '.peer > [aria-haspopup=menu]'
    holds(!(await entries(bob, more)).includes('Dismiss group'), 'a member cannot dismiss it')

    await alice.look()
    await alice.choose(more, 'Dismiss group')
    await alice.seesText('dialog', 'It ends for everybody')
    await alice.click('dialog .danger')
    await alice.seesText('.pane', 'Choose a conversation')
    await bob.look()
    await bob.seesText('.outside', 'You are not in this group')
    await bob.sees('.inbox-button .badge')
    await bob.click('.inbox-button')
    await bob.seesText('.inbox li', 'alice dismissed Hiking')
    await bob.seesNo('.inbox-button .badge')
  },

  async 'a group is found and joined, with an application where one has to be let in'(world) {
    await friends(world, { members: [], ApplyJoinOption: 'NeedPermission' })
    await accounts(world, 'carol')
    const alice = await world.person('alice')
    const apply = async (user, words) => {
      const person = await world.person(user)
      await person.look()
      await person.choose('.new-chat [aria-haspopup=menu]', 'Find a group')
      await person.fill('#group-id', 'friends')
      await person.page.keyboard.press('Enter')
      await person.seesText('.found', 'Friends')
      await person.fill('#apply-words', words)
      await person.page.keyboard.press('Enter')
      await person.seesText('dialog [role=status]', 'application was sent')
      await person.click('dialog[open] .actions button')
      return person
    }
    const bob = await apply('bob', 'It is me, Bob')
    const carol = await apply('carol', 'Me too')
    await alice.look()
    await alice.until('two notices', () => document.querySelector('.inbox-button .badge')?.textContent === '2')
    await alice.click('.inbox-button')
    await alice.seesText('.application', 'bob wants to join Friends')
    await alice.seesText('.application', 'It is me, Bob')
    await alice.seesText('.application', 'Me too')
    await alice.page.evaluate(() => {
      const rows = [...document.querySelectorAll('.application')]
      rows.find((row) => row.textContent.includes('carol')).querySelector('button:not(.primary)').click()
    })
    await alice.until('one left', () => document.querySelectorAll('.application').length === 1)
    await alice.click('.application .primary')
    await alice.seesNo('.application')

    await bob.look()
    await bob.seesText('.conversations .last', 'You joined')
    await bob.click('.inbox-button')
    await bob.seesText('.inbox li', 'alice has let you into Friends')
    await bob.click('dialog[open] .actions button')
    await bob.seesNo('dialog')
    await bob.click('.conversations li a')
    await bob.sees('.composer')
    await bob.say('Thank you')
    await bob.seesMessage('Thank you', 'sent')
    await bob.choose('.peer > [aria-haspopup=menu]', 'Leave group')
    await bob.click('dialog .danger')
    await bob.seesText('.pane', 'Choose a conversation')
    await carol.look()
    await carol.click('.inbox-button')
    await carol.seesText('.inbox li', 'alice did not let you into Friends')
  },

  async 'members are added, named, muted, made administrators and removed'(world) {
    await accounts(world, 'carol', 'dave')
    await friends(world)
    const alice = await world.person('alice', { group: 'friends' })
    const bob = await world.person('bob', { group: 'friends' })
    await alice.look()
    await openPanel(alice)
    await alice.seesText('.members [data-user=alice]', 'Owner')
    await alice.fill('#group-people', 'carol dave')
    await alice.page.keyboard.press('Enter')
    await alice.sees('.members [data-user=dave]')
    await alice.seesText('.tip', 'You added carol and dave')
    await bob.seesText('.tip', 'alice added carol and dave')

    await alice.choose(member('bob'), 'Mute for 10 min')
    await alice.seesText('.members [data-user=bob]', 'muted for 10 min')
    await bob.seesText('.tip', 'You were muted for 10 min')
    await bob.look()
    await bob.say('Why?')
    await bob.seesMessage('Why?', 'failed')
    await bob.seesText('.failed-note', 'muted')
    await alice.look()
    await alice.choose(member('bob'), 'Let write again')
    await bob.seesText('.tip', 'You may write again')

    await alice.choose(member('bob'), 'Make an administrator')
    await alice.seesText('.members [data-user=bob]', 'Administrator')
    await bob.seesText('.tip', 'You were made an administrator')
    await bob.look()
    await openPanel(bob)
    await bob.seesText('.members [data-user=bob]', 'Administrator')
    await bob.sees(member('carol'))
    const offered = await entries(bob, member('carol'))
    holds(offered.includes('Remove') && offered.includes('Mute for 1 hour'), `an administrator's entries: ${offered}`)
    holds(!offered.includes('Make an administrator') && !offered.includes('Make the owner'), `too many: ${offered}`)
    same(await entries(bob, member('alice')), ['Profile'], 'what may be done to the owner')
    await bob.choose(member('bob'), 'Name in this group')
    await bob.fill('#question-answer', 'Bob (guide)')
    await bob.page.keyboard.press('Enter')
    await bob.seesText('.members [data-user=bob]', 'Bob (guide)')
    await bob.choose(member('dave'), 'Remove')
    await bob.click('dialog .danger')
    await bob.seesNo('.members [data-user=dave]')
    await alice.seesText('.tip', 'removed dave')
    await bob.say('Nice card')
    await bob.seesMessage('Nice card', 'sent')
    await alice.seesText('.message .sender', 'Bob (guide)')

    await alice.look()
    await alice.choose(member('bob'), 'Make the owner')
    await alice.click('dialog .danger')
    await alice.seesText('.members [data-user=bob]', 'Owner')
    await bob.seesText('.members [data-user=bob]', 'Owner')
    same(await entries(alice, member('bob')), ['Profile'], 'what is left to do to the new owner')
  },

  async 'what a group says of itself is changed by those who may'(world) {
    await friends(world)
    const alice = await world.person('alice', { group: 'friends' })
    const bob = await world.person('bob', { group: 'friends' })
    await bob.look()
    await openPanel(bob)
    await bob.sees('.members [data-user=bob]')
    holds((await bob.page.$('.facts button')) === null, 'a member has nothing to change')
    await alice.look()
    await openPanel(alice)
    await alice.click('.facts button')
    await alice.fill('#edit-name', 'Good friends')
    await alice.fill('#edit-introduction', 'We have known each other for long.')
    await alice.fill('#edit-notification', 'Moved to Friday')
    await alice.page.select('#edit-joining', 'DisableApply')
    await alice.click('.check input')
    await alice.click('.facts .primary')
    await alice.seesText('.facts .name', 'Good friends')
    await bob.seesText('.peer h2', 'Good friends')
    await bob.seesText('.tip', 'announced: Moved to Friday')
    await bob.seesText('.facts', 'We have known each other')
    await bob.seesText('.facts .announced', 'Moved to Friday')
    await bob.look()
    await bob.say('May I?')
    await bob.seesMessage('May I?', 'failed')
    await alice.look()
    await alice.say('Only I may')
    await alice.seesMessage('Only I may', 'sent')
    await bob.seesMessage('Only I may', 'received')
  },

  async 'somebody is mentioned, and the list says so; the owner recalls what others wrote'(world) {
    await friends(world, { members: ['bob', 'carol'] })
    const bob = await world.person('bob')
    const alice = await world.person('alice', { group: 'friends' })
    const carol = await world.person('carol')
    await alice.look()
    await alice.write('Hello @bo')
    await alice.seesText('.mention-list', 'bob')
    await alice.page.keyboard.press('Enter')
    same(await alice.page.$eval('textarea', (area) => area.value), 'Hello @bob ', 'the completed name')
    await alice.seesNo('.mention-list')
    await alice.write('how are you?')
    await alice.page.keyboard.press('Enter')
    await alice.seesMessage('Hello @bob how are you?', 'sent')
    await bob.seesText('.conversations .badge.mention', '@')
    await carol.seesText('.conversations .last', 'Hello @bob')
    same(await carol.page.$('.badge.mention'), null, 'nobody has mentioned Carol')
    await bob.look()
    await bob.click('.conversations li a')
    await bob.sees('.message.mentioned')
    await bob.seesNo('.badge.mention')
    await alice.look()
    await alice.write('@')
    await alice.seesText('.mention-list', 'everybody')
    await alice.page.keyboard.press('ArrowDown')
    await alice.page.keyboard.press('ArrowUp')
    await alice.page.keyboard.press('Tab')
    await alice.write('come!')
    await alice.page.keyboard.press('Enter')
    await carol.seesText('.conversations .badge.mention', '@')

    await bob.look()
    await bob.say('Rude words')
    await bob.seesMessage('Rude words', 'sent')
    await alice.look()
    await alice.seesMessage('Rude words', 'received')
    await alice.choose('.message.in .more', 'Recall for everybody')
    await alice.seesText('.message', 'A message of bob was recalled')
    await bob.seesText('.message', 'alice recalled a message of yours')
  },

  async 'the members of a large group come in pages'(world) {
    const crowd = Array.from({ length: 70 }, (_, index) => `walker${index}`)
    await friends(world, { members: crowd })
    const alice = await world.person('alice', { group: 'friends' })
    await alice.look()
    await openPanel(alice)
    await alice.seesText('.members h4', '71')
    await alice.until('the first page', () => document.querySelectorAll('.members li').length === 50)
    await alice.click('.members > button')
    await alice.until('everybody', () => document.querySelectorAll('.members li').length === 71)
    same(await alice.page.$('.members > button'), null, 'nobody is left')
    // With the keyboard the panel is left to where it was opened.
    await alice.page.focus('.group-panel [aria-label=Close]')
    await alice.page.keyboard.press('Escape')
    await alice.seesNo('.group-panel')
    await alice.until('the focus back', () => document.activeElement?.matches('.peer .who') === true)
  },

  async 'somebody is invited and kicked out'(world) {
    const bob = await world.person('bob')
    await friends(world, { accountsOf: [] })
    await bob.look()
    await bob.sees('.inbox-button .badge')
    const owner = await wireClient(world.server, 'alice')
    await owner.call(`${GROUP}.delete_group_member`, { GroupId: 'friends', MemberToDel_Account: ['bob'] })
    await bob.click('.inbox-button')
    await bob.seesText('.inbox li', 'alice added you to Friends')
    await bob.seesText('.inbox li', 'alice removed you from Friends')
    owner.close()
  },
}

// The types of tim-wasm: everything that exists, exactly, and nothing that does not exist yet.
//
// The API is that of TIM's web SDK. Where it says "rejects", the promise is rejected with an IMError;
// where it says "throws", the call itself throws an ArgumentError, also when the method gives a
// promise: a wrong argument is a mistake of the program, not an event of the network.
//
// Every method that needs a signed-in user can be called from the event SDK_READY on. Before that it
// gives a promise that is rejected with the reason (2024 nobody has signed in, 3000 signing in,
// 3001 signing in has failed, 3002, 3003, 3004, 3006 kicked out, 3005 signed out), and the event ERROR
// says the same. That holds for the create…Message methods too, which otherwise return at once.

/** `TIM`: makes instances and names their constants. */
export interface TIM {
  /**
   * Makes an instance and connects it, before anybody signs in. Asked again with the same `SDKAppID`
   * (and `instanceKey`) it returns the instance that exists; the other options are ignored then.
   *
   * @returns `null`, and an error in the console, when an option is wrong: an `SDKAppID` that is not
   *   numeric, a `proxyServer` that does not begin with `ws://` or `wss://`.
   * @throws TypeError without an object of options, Error where there is no WebSocket (Node before 22)
   * @example
   * const tim = TIM.create({ SDKAppID: 1400000000, proxyServer: 'ws://127.0.0.1:9000' })
   * tim.on(TIM.EVENT.SDK_READY, () => console.log('ready'))
   * await tim.login({ userID: 'alice', userSig })
   */
  create(options: CreateOptions & { SDKAppID: number; proxyServer?: `ws://${string}` | `wss://${string}` }): TIMInstance
  create(options: CreateOptions): TIMInstance | null

  /** The names of the events, for `on`, `once` and `off`. */
  readonly EVENT: {
    readonly SDK_READY: 'sdkStateReady'
    readonly SDK_NOT_READY: 'sdkStateNotReady'
    readonly SDK_DESTROY: 'sdkDestroy'
    readonly MESSAGE_RECEIVED: 'onMessageReceived'
    readonly MESSAGE_MODIFIED: 'onMessageModified'
    readonly MESSAGE_REVOKED: 'onMessageRevoked'
    readonly MESSAGE_READ_BY_PEER: 'onMessageReadByPeer'
    readonly MESSAGE_READ_RECEIPT_RECEIVED: 'onMessageReadReceiptReceived'
    readonly MESSAGE_EXTENSIONS_UPDATED: 'onMessageExtensionsUpdated'
    readonly MESSAGE_EXTENSIONS_DELETED: 'onMessageExtensionsDeleted'
    readonly CONVERSATION_LIST_UPDATED: 'onConversationListUpdated'
    readonly TOTAL_UNREAD_MESSAGE_COUNT_UPDATED: 'onTotalUnreadMessageCountUpdated'
    readonly CONVERSATION_GROUP_LIST_UPDATED: 'onConversationGroupListUpdated'
    readonly CONVERSATION_IN_GROUP_UPDATED: 'onConversationInGroupUpdated'
    readonly GROUP_LIST_UPDATED: 'onGroupListUpdated'
    readonly GROUP_SYSTEM_NOTICE_RECEIVED: 'receiveGroupSystemNotice'
    readonly GROUP_ATTRIBUTES_UPDATED: 'groupAttributesUpdated'
    readonly GROUP_COUNTER_UPDATED: 'onGroupCounterUpdated'
    readonly TOPIC_CREATED: 'onTopicCreated'
    readonly TOPIC_DELETED: 'onTopicDeleted'
    readonly TOPIC_UPDATED: 'onTopicUpdated'
    readonly PROFILE_UPDATED: 'onProfileUpdated'
    readonly USER_STATUS_UPDATED: 'onUserStatusUpdated'
    readonly BLACKLIST_UPDATED: 'blacklistUpdated'
    readonly FRIEND_LIST_UPDATED: 'onFriendListUpdated'
    readonly FRIEND_GROUP_LIST_UPDATED: 'onFriendGroupListUpdated'
    readonly FRIEND_APPLICATION_LIST_UPDATED: 'onFriendApplicationListUpdated'
    readonly KICKED_OUT: 'kickedOut'
    readonly ERROR: 'error'
    readonly NET_STATE_CHANGE: 'netStateChange'
    readonly SDK_RELOAD: 'sdkReload'
  }

  /** The values of message types, conversation types and the like. */
  readonly TYPES: {
    readonly MSG_TEXT: 'TIMTextElem'
    readonly MSG_IMAGE: 'TIMImageElem'
    readonly MSG_SOUND: 'TIMSoundElem'
    readonly MSG_AUDIO: 'TIMSoundElem'
    readonly MSG_FILE: 'TIMFileElem'
    readonly MSG_FACE: 'TIMFaceElem'
    readonly MSG_VIDEO: 'TIMVideoFileElem'
    readonly MSG_GEO: 'TIMLocationElem'
    readonly MSG_LOCATION: 'TIMLocationElem'
    readonly MSG_GRP_TIP: 'TIMGroupTipElem'
    readonly MSG_GRP_SYS_NOTICE: 'TIMGroupSystemNoticeElem'
    readonly MSG_CUSTOM: 'TIMCustomElem'
    readonly MSG_MERGER: 'TIMRelayElem'
    readonly MSG_PRIORITY_HIGH: 'High'
    readonly MSG_PRIORITY_NORMAL: 'Normal'
    readonly MSG_PRIORITY_LOW: 'Low'
    readonly MSG_PRIORITY_LOWEST: 'Lowest'
    readonly CONV_C2C: 'C2C'
    readonly CONV_GROUP: 'GROUP'
    readonly CONV_TOPIC: 'TOPIC'
    readonly CONV_SYSTEM: '@TIM#SYSTEM'
    readonly CONV_AT_ME: 1
    readonly CONV_AT_ALL: 2
    readonly CONV_AT_ALL_AT_ME: 3
    readonly CONV_MARK_TYPE_STAR: 1
    readonly CONV_MARK_TYPE_UNREAD: 2
    readonly CONV_MARK_TYPE_FOLD: 4
    readonly CONV_MARK_TYPE_HIDE: 8
    readonly GRP_PRIVATE: 'Private'
    readonly GRP_WORK: 'Private'
    readonly GRP_PUBLIC: 'Public'
    readonly GRP_CHATROOM: 'ChatRoom'
    readonly GRP_MEETING: 'ChatRoom'
    readonly GRP_AVCHATROOM: 'AVChatRoom'
    readonly GRP_COMMUNITY: 'Community'
    readonly GRP_MBR_ROLE_OWNER: 'Owner'
    readonly GRP_MBR_ROLE_ADMIN: 'Admin'
    readonly GRP_MBR_ROLE_MEMBER: 'Member'
    readonly GRP_MBR_ROLE_CUSTOM: 'Custom'
    readonly GRP_TIP_MBR_JOIN: 1
    readonly GRP_TIP_MBR_QUIT: 2
    readonly GRP_TIP_MBR_KICKED_OUT: 3
    readonly GRP_TIP_MBR_SET_ADMIN: 4
    readonly GRP_TIP_MBR_CANCELED_ADMIN: 5
    readonly GRP_TIP_GRP_PROFILE_UPDATED: 6
    readonly GRP_TIP_MBR_PROFILE_UPDATED: 7
    readonly GRP_TIP_BAN_AVCHATROOM_MEMBER: 10
    readonly GRP_TIP_UNBAN_AVCHATROOM_MEMBER: 11
    readonly MSG_REMIND_ACPT_AND_NOTE: 'AcceptAndNotify'
    readonly MSG_REMIND_ACPT_NOT_NOTE: 'AcceptNotNotify'
    readonly MSG_REMIND_DISCARD: 'Discard'
    readonly GENDER_UNKNOWN: 'Gender_Type_Unknown'
    readonly GENDER_FEMALE: 'Gender_Type_Female'
    readonly GENDER_MALE: 'Gender_Type_Male'
    readonly KICKED_OUT_MULT_ACCOUNT: 'multipleAccount'
    readonly KICKED_OUT_MULT_DEVICE: 'multipleDevice'
    readonly KICKED_OUT_USERSIG_EXPIRED: 'userSigExpired'
    readonly KICKED_OUT_REST_API: 'REST_API_Kick'
    readonly ALLOW_TYPE_ALLOW_ANY: 'AllowType_Type_AllowAny'
    readonly ALLOW_TYPE_NEED_CONFIRM: 'AllowType_Type_NeedConfirm'
    readonly ALLOW_TYPE_DENY_ANY: 'AllowType_Type_DenyAny'
    readonly FORBID_TYPE_NONE: 'AdminForbid_Type_None'
    readonly FORBID_TYPE_SEND_OUT: 'AdminForbid_Type_SendOut'
    readonly JOIN_OPTIONS_FREE_ACCESS: 'FreeAccess'
    readonly JOIN_OPTIONS_NEED_PERMISSION: 'NeedPermission'
    readonly JOIN_OPTIONS_DISABLE_APPLY: 'DisableApply'
    readonly JOIN_STATUS_SUCCESS: 'JoinedSuccess'
    readonly JOIN_STATUS_ALREADY_IN_GROUP: 'AlreadyInGroup'
    readonly JOIN_STATUS_WAIT_APPROVAL: 'WaitAdminApproval'
    readonly INVITE_OPTIONS_DISABLE_INVITE: 'DisableInvite'
    readonly INVITE_OPTIONS_NEED_PERMISSION: 'NeedPermission'
    readonly INVITE_OPTIONS_FREE_ACCESS: 'FreeAccess'
    readonly GRP_PROFILE_OWNER_ID: 'ownerID'
    readonly GRP_PROFILE_CREATE_TIME: 'createTime'
    readonly GRP_PROFILE_LAST_INFO_TIME: 'lastInfoTime'
    readonly GRP_PROFILE_MEMBER_NUM: 'memberNum'
    readonly GRP_PROFILE_MAX_MEMBER_NUM: 'maxMemberNum'
    readonly GRP_PROFILE_JOIN_OPTION: 'joinOption'
    readonly GRP_PROFILE_INVITE_OPTION: 'inviteOption'
    readonly GRP_PROFILE_INTRODUCTION: 'introduction'
    readonly GRP_PROFILE_NOTIFICATION: 'notification'
    readonly GRP_PROFILE_MUTE_ALL_MBRS: 'muteAllMembers'
    readonly SNS_ADD_TYPE_SINGLE: 'Add_Type_Single'
    readonly SNS_ADD_TYPE_BOTH: 'Add_Type_Both'
    readonly SNS_DELETE_TYPE_SINGLE: 'Delete_Type_Single'
    readonly SNS_DELETE_TYPE_BOTH: 'Delete_Type_Both'
    readonly SNS_APPLICATION_TYPE_BOTH: 'Pendency_Type_Both'
    readonly SNS_APPLICATION_SENT_TO_ME: 'Pendency_Type_ComeIn'
    readonly SNS_APPLICATION_SENT_BY_ME: 'Pendency_Type_SendOut'
    readonly SNS_APPLICATION_AGREE: 'Response_Action_Agree'
    readonly SNS_APPLICATION_AGREE_AND_ADD: 'Response_Action_AgreeAndAdd'
    readonly SNS_CHECK_TYPE_BOTH: 'CheckResult_Type_Both'
    readonly SNS_CHECK_TYPE_SINGLE: 'CheckResult_Type_Single'
    readonly SNS_TYPE_NO_RELATION: 'CheckResult_Type_NoRelation'
    readonly SNS_TYPE_A_WITH_B: 'CheckResult_Type_AWithB'
    readonly SNS_TYPE_B_WITH_A: 'CheckResult_Type_BWithA'
    readonly SNS_TYPE_BOTH_WAY: 'CheckResult_Type_BothWay'
    readonly NET_STATE_CONNECTED: 'connected'
    readonly NET_STATE_CONNECTING: 'connecting'
    readonly NET_STATE_DISCONNECTED: 'disconnected'
    readonly MSG_AT_ALL: '__kImSDK_MesssageAtALL__'
    readonly READ_ALL_C2C_MSG: 'readAllC2CMessage'
    readonly READ_ALL_GROUP_MSG: 'readAllGroupMessage'
    readonly READ_ALL_MSG: 'readAllMessage'
    readonly USER_STATUS_UNKNOWN: 0
    readonly USER_STATUS_ONLINE: 1
    readonly USER_STATUS_OFFLINE: 2
    readonly USER_STATUS_UNLOGINED: 3
  }

  /** The version of this package, for example `'0.1.0'`. */
  readonly VERSION: string
}

export declare const TIM: TIM
export default TIM

export interface CreateOptions {
  /** The application's id: a number, or its digits. */
  SDKAppID: number | string
  /**
   * The server to connect to in place of the public service's hosts, `ws://…` or `wss://…`, with port
   * and path if it has them: `'ws://127.0.0.1:9000'`.
   */
  proxyServer?: string
  /**
   * An address, `https://…` without trailing slash, that takes the place of `https://host` in the links
   * that files are uploaded to.
   */
  fileUploadProxy?: string
  /** The same for the links under which files of received messages are shown; default: `fileUploadProxy`. */
  fileDownloadProxy?: string
  /** Sends text frames, which can be read in a browser's network panel. Default `false`. */
  devMode?: boolean
  /** Uses the public service's hosts outside China. Default `false`. */
  oversea?: boolean
  /** Lets the user be in several chat rooms (AVChatRoom) at a time. Default `false`: joining one leaves the other. */
  unlimitedAVChatRoom?: boolean
  /**
   * The language of the texts that stand for messages without text in `lastMessage.messageForShow`: `[图片]` or
   * `[Image]`. Default: English where the `SDKAppID` is one of the international site, Chinese elsewhere.
   */
  language?: 'zh' | 'en'
  /** Tells instances of one `SDKAppID` apart: each key has its own. For two users on one page. */
  instanceKey?: string
}

/**
 * One client: a connection and the user who has signed in on it. Two of them are independent.
 * Methods can be called without the object: `const { login, on } = tim`.
 */
export interface TIMInstance {
  /**
   * Signs a user in. The event SDK_READY follows when the conversations are there. After a lost
   * connection the SDK signs in again by itself.
   *
   * @param options `userID`: 1 to 32 bytes of printable ASCII. `userSig`: the user's signature, made by
   *   your server and never in a page. Both are required.
   * @returns what the server answered. `repeatLogin` is there when somebody is signed in already: then
   *   nothing was sent, and the user is the same as before.
   * @throws ArgumentError when one of both is missing
   *
   * Rejects with 2025 while another login is under way, 2801 after 90 s without an answer, or the
   * server's code: 70001 expired, 70003, 70009, 70013, 70014 a signature that is not this user's.
   * @example
   * tim.once(TIM.EVENT.SDK_READY, () => console.log('signed in, conversations are there'))
   * try {
   *   const { data } = await tim.login({ userID: 'alice', userSig })
   *   console.log('server time', new Date(data.timeStamp * 1000))
   * } catch (error) {
   *   console.log(error.code, error.message)
   * }
   */
  login(options: LoginOptions): Promise<IMResponse<LoginResult>>

  /**
   * Signs out. Conversations and messages are forgotten; handlers stay, and another user can sign in.
   * Resolves when it is done, also when the server could not be told. The event SDK_NOT_READY comes first.
   *
   * Rejects with 2024 when nobody is signed in.
   * @example
   * await tim.logout()
   */
  logout(): Promise<IMResponse<{}>>

  /**
   * Signs out, closes the connection and ends this instance: `TIM.create` makes a new one. The event
   * SDK_DESTROY is its last.
   *
   * The promise tells how signing out went: it is rejected with 2024 when nobody was signed in,
   * although the instance is gone then too.
   * @example
   * await tim.destroy().catch(() => {})
   */
  destroy(): Promise<IMResponse<{}>>

  /**
   * Has `handler` called with every event of this name. Handlers are called in the order in which they
   * were added; one that throws disturbs no other, its error goes to the console. What is added or
   * taken back while an event is delivered counts from the next event on. Added twice, a handler is
   * called twice. Handlers outlive signing out and in again. In a handler every method can be called.
   *
   * @param context what `this` is in the handler
   * @throws ArgumentError when the name is empty or the handler is not a function
   * @example
   * tim.on(TIM.EVENT.MESSAGE_RECEIVED, ({ data }) => {
   *   for (const message of data) {
   *     if (message.type === TIM.TYPES.MSG_TEXT) console.log(message.from, message.payload.text)
   *   }
   * })
   */
  on<N extends EventName>(name: N, handler: (this: undefined, event: TIMEvent<N>) => void): void
  on<N extends EventName, C>(name: N, handler: (this: C, event: TIMEvent<N>) => void, context: C): void

  /**
   * As `on`, for the next event only. `off` takes it back before.
   * @example
   * tim.once(TIM.EVENT.SDK_READY, () => console.log('ready'))
   */
  once<N extends EventName>(name: N, handler: (this: undefined, event: TIMEvent<N>) => void): void
  once<N extends EventName, C>(name: N, handler: (this: C, event: TIMEvent<N>) => void, context: C): void

  /**
   * Takes back what `on` and `once` added: all registrations of this handler for this event, or with a
   * context only those made with the same one.
   *
   * @throws ArgumentError without a handler
   * @example
   * const hear = ({ data }) => console.log(data.length)
   * tim.on(TIM.EVENT.MESSAGE_RECEIVED, hear)
   * tim.off(TIM.EVENT.MESSAGE_RECEIVED, hear)
   */
  off<N extends EventName>(name: N, handler: (this: any, event: TIMEvent<N>) => void, context?: unknown): void

  /**
   * What the SDK writes to the console, for all instances of the page: -1 everything, 0 the important
   * lines (default), 1 information, 2 warnings, 3 errors, 4 nothing.
   *
   * @throws ArgumentError when the level is not a number
   * @example
   * tim.setLogLevel(2)
   */
  setLogLevel(level: number): void

  /**
   * Keeps plugins by their names. `tim-upload-plugin` carries files from then on; without it the SDK does so
   * itself.
   *
   * @throws TypeError without an object
   * @example
   * tim.registerPlugin({ 'tim-upload-plugin': TIMUploadPlugin })
   */
  registerPlugin(plugins: Record<string, unknown>): void

  /**
   * Makes a text message. Nothing is sent until `sendMessage`.
   *
   * @param options `payload.text`: not empty. The SDK sets no limit; the server refuses with 80002 what
   *   is longer than it allows.
   * @throws ArgumentError when `to`, `conversationType` or `payload.text` is missing or of a wrong type
   * @example
   * const message = tim.createTextMessage({
   *   to: 'bob',
   *   conversationType: TIM.TYPES.CONV_C2C,
   *   payload: { text: 'Hello' },
   * })
   * await tim.sendMessage(message)
   */
  createTextMessage(options: MessageOptions<TextPayload & { atUserList?: string[] }>): TextMessage

  /**
   * Makes a message with content of your own. What is left out of the payload becomes `''`.
   *
   * @throws ArgumentError when the payload is empty or one of its members is not a string
   * @example
   * const message = tim.createCustomMessage({
   *   to: 'bob',
   *   conversationType: TIM.TYPES.CONV_C2C,
   *   payload: { data: JSON.stringify({ dice: 6 }), description: 'a roll of the dice' },
   * })
   */
  createCustomMessage(options: MessageOptions<Partial<CustomPayload>>): CustomMessage

  /**
   * Makes a message of one sticker or emoji. What the numbers and names mean is up to your application.
   *
   * @throws ArgumentError when `index` is not a number or `data` is not a string
   * @example
   * const message = tim.createFaceMessage({
   *   to: 'bob',
   *   conversationType: TIM.TYPES.CONV_C2C,
   *   payload: { index: 1, data: 'tt00' },
   * })
   */
  createFaceMessage(options: MessageOptions<FacePayload>): FaceMessage

  /**
   * Makes a message of a place.
   *
   * @param options `longitude` and `latitude` in degrees
   * @throws ArgumentError when one of the three members of the payload is missing or of a wrong type
   * @example
   * const message = tim.createLocationMessage({
   *   to: 'bob',
   *   conversationType: TIM.TYPES.CONV_C2C,
   *   payload: { description: 'the harbour', longitude: 9.9665, latitude: 53.5436 },
   * })
   */
  createLocationMessage(options: MessageOptions<LocationPayload>): LocationMessage

  /**
   * Makes a message of an image. The file is taken now, so that the page may clear its input element;
   * it is uploaded by `sendMessage`. Until then `imageInfoArray[…].url` is a local address to show.
   *
   * @param options `payload.file`: a File or Blob, or an input element in which one is chosen.
   *   `onProgress` is told how much is uploaded, from 0 to 1
   * @throws ArgumentError when there is no file
   *
   * Sending rejects with 2252 unless the name ends in jpg, jpeg, gif, png, bmp or webp, 2108 for an empty
   * file, 2253 from 20 MiB on, 2041 when the server gives no place for it, 2400 when the upload fails.
   * @example
   * const input = document.querySelector('input[type=file]')
   * const message = tim.createImageMessage({
   *   to: 'bob',
   *   conversationType: TIM.TYPES.CONV_C2C,
   *   payload: { file: input },
   *   onProgress: (part) => console.log(`${Math.round(100 * part)} %`),
   * })
   * await tim.sendMessage(message)
   */
  createImageMessage(options: FileMessageOptions): ImageMessage

  /**
   * Makes a message of a recording. `second` is taken from a `duration` in milliseconds that the file or
   * the object around it has, or else found out by the upload.
   *
   * @throws ArgumentError when there is no file
   *
   * Sending rejects as that of an image; with 2301 above 20 MiB.
   * @example
   * const file = new File(recorded, 'voice.webm', { type: 'audio/webm' })
   * await tim.sendMessage(tim.createAudioMessage({ to: 'bob', conversationType: 'C2C', payload: { file } }))
   */
  createAudioMessage(options: FileMessageOptions): AudioMessage

  /**
   * Makes a message of a film. The upload finds out its length and size and adds a frame of it as cover.
   *
   * @throws ArgumentError when there is no file
   *
   * Sending rejects with 2352 unless its type is `video/mp4`, `video/quicktime` or `video/mov`, 2351 above
   * 100 MiB, 2350 when the upload fails twice.
   * @example
   * const message = tim.createVideoMessage({ to: 'bob', conversationType: 'C2C', payload: { file: input } })
   */
  createVideoMessage(options: FileMessageOptions): VideoMessage

  /**
   * Makes a message of any file.
   *
   * @throws ArgumentError when there is no file
   *
   * Sending rejects with 2108 for an empty file, 2402 above 100 MiB, 2041 and 2400 as that of an image.
   * @example
   * const message = tim.createFileMessage({ to: 'bob', conversationType: 'C2C', payload: { file: input } })
   */
  createFileMessage(options: FileMessageOptions): FileMessage

  /**
   * Makes a text message that mentions users. In a conversation between two it is a text message like any other.
   *
   * @param options `payload.atUserList`: userIDs, or `TIM.TYPES.MSG_AT_ALL` for everybody
   * @throws ArgumentError as `createTextMessage`, and when `atUserList` is no array
   * @example
   * const message = tim.createTextAtMessage({
   *   to: 'group1',
   *   conversationType: TIM.TYPES.CONV_GROUP,
   *   payload: { text: '@Bob look at this', atUserList: ['bob'] },
   * })
   */
  createTextAtMessage(options: MessageOptions<TextPayload & { atUserList?: string[] }>): TextMessage

  /**
   * Makes one message of several: they are copied as they are now. A list of more than 11,264 bytes is stored at the
   * server when the message is sent; who receives it fetches it with `downloadMergerMessage`.
   *
   * @throws ArgumentError when `messageList` or `compatibleText` is empty, or one of the messages has failed
   * @example
   * const message = tim.createMergerMessage({
   *   to: 'carol',
   *   conversationType: TIM.TYPES.CONV_C2C,
   *   payload: {
   *     messageList: [first, second],
   *     title: 'Alice and Bob',
   *     abstractList: ['Bob: hi', 'Alice: hello'],
   *     compatibleText: 'This version cannot show merged messages.',
   *   },
   * })
   */
  createMergerMessage(options: MessageOptions<MergerSource>): MergerMessage

  /**
   * Makes a message that says what another one says. Files are not uploaded again.
   *
   * @param options `payload`: the message. Without `cloudCustomData` that of the other message is taken
   * @throws ArgumentError when `payload` says nothing. Tips and notices of groups cannot be forwarded: then a
   *   promise comes back that is rejected with 2453
   * @example
   * await tim.sendMessage(
   *   tim.createForwardMessage({ to: 'carol', conversationType: TIM.TYPES.CONV_C2C, payload: message }),
   * )
   */
  createForwardMessage<M extends Message>(options: MessageOptions<M>): M

  /**
   * Fetches the messages of a merged message that has a `payload.downloadKey`, and puts them into its
   * `payload.messageList`. Merged messages within merged messages (plain data) can be given, too.
   *
   * @returns the message that was given, itself: not as the `data` of a result
   *
   * Rejects with 2450 when it is no merged message, 2451 when there is nothing to fetch, 2452 when it could not be
   * fetched.
   * @example
   * const { payload } = await tim.downloadMergerMessage(message)
   * console.log(payload.messageList.length)
   */
  downloadMergerMessage<M extends { type: 'TIMRelayElem'; payload: MergerPayload }>(message: M): Promise<M>

  /**
   * Sends a message. The object changes in place: `status` becomes `'success'` and `time` the server's,
   * or `status` becomes `'fail'`. The event CONVERSATION_LIST_UPDATED follows; MESSAGE_RECEIVED does not,
   * that is for messages of others.
   *
   * @param message what a create…Message method returned; a copy is none
   * @returns the object that was given
   *
   * Rejects with 2105 when it is not a Message, 2106 when its conversation is neither C2C nor group,
   * 2403 when a custom message has no content, 2801 after 15 s without an answer, or the server's code.
   * `error.data.message` is the object that was given: show it as failed, offer `resendMessage`.
   * @example
   * try {
   *   const { data } = await tim.sendMessage(message)
   *   console.log(data.message.status) // 'success'
   * } catch (error) {
   *   console.log(error.code, error.data.message.status) // 'fail'
   * }
   */
  sendMessage<M extends Message>(message: M, options?: SendOptions): Promise<IMResponse<{ message: M }>>

  /**
   * Sends a message that failed once more, under the same ID: a server that has it already does not
   * deliver it twice. Its file is uploaded if it was not before. Results and errors as with `sendMessage`.
   *
   * @param options `signal` as with `sendMessage`. There are no others, and those of the first time are not kept
   * @example
   * await tim.resendMessage(failed)
   */
  resendMessage<M extends Message>(
    message: M,
    options?: Pick<SendOptions, 'signal'>,
  ): Promise<IMResponse<{ message: M }>>

  /**
   * Takes a message back, for everybody. It stays in the list with `isRevoked` true and keeps its content, so that
   * its author can write it anew. The others hear of it by MESSAGE_REVOKED; here the promise says it.
   *
   * @returns the object that was given
   * @throws ArgumentError when it is not a Message, or is revoked already
   *
   * Rejects with the server's code: 20016 when it was sent too long ago (120 s, unless the server is set otherwise),
   * 20022 when the server does not know it, 20023 when it was revoked elsewhere. `error.data.message` is the object.
   * @example
   * const { data } = await tim.revokeMessage(message)
   * input.value = data.message.payload.text // write it anew
   */
  revokeMessage<M extends Message>(message: M): Promise<IMResponse<{ message: M }>>

  /**
   * Deletes messages of one conversation for the user who is signed in, everywhere and for good. The others keep
   * them. Here they stay in the list with `isDeleted` true: leave them out when you show it. The last message of the
   * conversation becomes the newest one that is left.
   *
   * @param messageList of one conversation. Those of another one, those that were never sent and those behind the
   *   30th are left alone
   * @returns those that were deleted
   * @throws ArgumentError when the list holds no Message
   *
   * Rejects with 2116 for notices of the system, or with the server's code.
   * @example
   * await tim.deleteMessage([message])
   */
  deleteMessage(messageList: Message[]): Promise<IMResponse<{ messageList: Message[] }>>

  /**
   * Replaces what a message says: change its `payload` or `cloudCustomData` first, then call this. Both sides can.
   * Of text, custom, face and location messages both are replaced, of others the custom data alone.
   * MESSAGE_MODIFIED follows here and there; the objects change in place.
   *
   * @returns the object that was given
   * @throws ArgumentError when it is not a Message, or was sent with `onlineUserOnly`
   *
   * Rejects with 2480 when somebody else has changed it first: the object then shows what they wrote. Otherwise with
   * the server's code. `error.data.message` is the object.
   * @example
   * message.payload.text += ' (edited)'
   * await tim.modifyMessage(message)
   */
  modifyMessage<M extends Message>(message: M): Promise<IMResponse<{ message: M }>>

  /**
   * The message with this ID, if it is held: it was sent or received, or came with `getMessageList`, since signing in.
   *
   * @example
   * const message = tim.findMessage(quotedID)
   */
  findMessage(messageID: string): Message | null

  /**
   * Messages around a time, oldest first, for jumping into history. They are objects of their own that nothing
   * changes any more; `findMessage` does not find them.
   *
   * @param options `time`: seconds since 1970, where it begins (default: now). `direction`: 0 older (default), 1 newer.
   *   `count`: default and at most 15
   * @returns `nextMessageTime`: the `time` to go on with, `''` when it is complete
   * @throws ArgumentError when an option is of a wrong type
   * @example
   * const { data } = await tim.getMessageListHopping({ conversationID: 'C2Cbob', time: found.time, direction: 1 })
   */
  getMessageListHopping(options: HoppingOptions): Promise<IMResponse<HoppingList>>

  /**
   * Marks all messages of all conversations as read. Without unread messages nothing is sent.
   *
   * @throws ArgumentError for an unknown scope
   *
   * Rejects with 2996 within a second of the last time, or with the server's code.
   * @example
   * await tim.setAllMessageRead({ scope: TIM.TYPES.READ_ALL_C2C_MSG })
   */
  setAllMessageRead(options?: { scope?: ReadAllScope }): Promise<IMResponse<{}>>

  /**
   * Tells the senders that these messages were read; of those that came in and were made with `needReadReceipt`.
   * Unread counts stay as they are.
   *
   * @param messageList of one conversation
   * @throws ArgumentError when the list holds no Message
   *
   * Rejects with 2114 when none of them asks for it, or with the server's code.
   * @example
   * await tim.sendMessageReadReceipt(visible)
   */
  sendMessageReadReceipt(messageList: Message[]): Promise<IMResponse<{}>>

  /**
   * Of these messages the own ones that were made with `needReadReceipt`; their `readReceiptInfo` says who has read.
   *
   * @throws ArgumentError when the list holds no Message
   * @example
   * const { data } = await tim.getMessageReadReceiptList([message])
   */
  getMessageReadReceiptList(messageList: Message[]): Promise<IMResponse<{ messageList: Message[] }>>

  /**
   * Who has read a message of a group that asked for receipts, or who has not, page by page.
   *
   * @param options `filter`: 0 who has read (default), 1 who has not; `count`: at most 100, the default
   *
   * Rejects with the server's code.
   * @example
   * const { data } = await tim.getGroupMessageReadMemberList({ message, filter: 0, cursor: '', count: 50 })
   * console.log(data.readUserIDList)
   */
  getGroupMessageReadMemberList(options: {
    message: Message
    filter?: 0 | 1
    cursor?: string
    count?: number
  }): Promise<IMResponse<ReadMembers>>

  /**
   * Attaches pairs of key and value to a message that was made with `isSupportExtension`. Both sides can.
   * MESSAGE_EXTENSIONS_UPDATED follows on the other side.
   *
   * @param extensions the first 20 count. A key has at most 100 bytes, a value 1024, a message 300 keys
   * @returns each pair with a code: 0, or why it was not taken (23001: somebody else has changed it first; `value` is
   *   what it is now)
   * @throws ArgumentError when the message was not sent or supports no extensions, or a pair is none
   * @example
   * await tim.setMessageExtensions(poll, [{ key: me, value: 'yes' }])
   */
  setMessageExtensions(message: Message, extensions: MessageExtension[]): Promise<IMResponse<ExtensionResults>>

  /**
   * The pairs attached to a message, all of them.
   *
   * @throws ArgumentError when the message was not sent or supports no extensions
   * @example
   * const { data } = await tim.getMessageExtensions(poll)
   * for (const { key, value } of data.extensions) console.log(key, value)
   */
  getMessageExtensions(message: Message): Promise<IMResponse<{ extensions: MessageExtension[] }>>

  /**
   * Deletes pairs of a message: these keys, the first 20, or without keys all.
   *
   * @throws ArgumentError when the message was not sent or supports no extensions, or a key is no text
   * @example
   * await tim.deleteMessageExtensions(poll, [me])
   */
  deleteMessageExtensions(message: Message, keyList?: string[]): Promise<IMResponse<ExtensionResults>>

  /**
   * Translates texts, if the server can.
   *
   * @returns the translations in the order of the texts
   * @throws ArgumentError when an option is missing or of a wrong type
   *
   * Rejects with 2117 whatever the reason.
   * @example
   * const { data } = await tim.translateText({ sourceTextList: ['hello'], sourceLanguage: 'en', targetLanguage: 'zh' })
   */
  translateText(options: TranslateOptions): Promise<IMResponse<{ translatedTextList: string[] }>>

  /**
   * A page of a conversation's messages, oldest first: the newest ones, or those before
   * `nextReqMessageID`.
   *
   * @param options `count`: 1 to 15 (default 15). `nextReqMessageID`: from the page before.
   * @returns `isCompleted` when there are no older ones; otherwise ask with `nextReqMessageID` for more
   * @throws ArgumentError when the `conversationID` does not begin with `C2C` or `GROUP`, or `count` is
   *   not positive
   * @example
   * let page = await tim.getMessageList({ conversationID: 'C2Cbob' })
   * const messages = page.data.messageList
   * while (!page.data.isCompleted) {
   *   const { nextReqMessageID } = page.data
   *   page = await tim.getMessageList({ conversationID: 'C2Cbob', nextReqMessageID })
   *   messages.unshift(...page.data.messageList)
   * }
   */
  getMessageList(options: MessageListOptions): Promise<IMResponse<MessageList>>

  /**
   * Marks all messages of a conversation as read: `unreadCount` becomes 0, and the other side hears of
   * it by MESSAGE_READ_BY_PEER. Without unread messages nothing is sent.
   * The events CONVERSATION_LIST_UPDATED and TOTAL_UNREAD_MESSAGE_COUNT_UPDATED follow.
   * @example
   * await tim.setMessageRead({ conversationID: 'C2Cbob' })
   */
  setMessageRead(options: { conversationID: string }): Promise<IMResponse<{}>>

  /**
   * The conversations, the one that changed last first. The array is new with every call, the objects
   * in it are the same ones and change in place.
   *
   * @param filter conversationIDs, or what must hold; without it all of them
   * @example
   * const { data } = await tim.getConversationList()
   * for (const conversation of data.conversationList) {
   *   console.log(conversation.conversationID, conversation.unreadCount)
   * }
   */
  getConversationList(filter?: string[] | ConversationFilter): Promise<IMResponse<ConversationList>>

  /**
   * A conversation with the whole profile of the other user in `userProfile`. It is asked for when it is not
   * here, or a message has come since. Of a user with whom there is no conversation one is made, and the event
   * CONVERSATION_LIST_UPDATED follows.
   *
   * @throws ArgumentError when it is no conversation ID
   *
   * Rejects with 2501 when there is no such user, 2603 for groups, or with the server's code.
   * @example
   * const { data } = await tim.getConversationProfile('C2Cbob')
   * console.log(data.conversation.userProfile?.nick)
   */
  getConversationProfile(conversationID: string): Promise<IMResponse<{ conversation: Conversation }>>

  /**
   * The sum of the unread counts of all conversations whose messages are announced: not of those whose remind
   * type is silent or discards. It returns at once; before SDK_READY it returns a rejected promise.
   * @example
   * const unread = tim.getTotalUnreadMessageCount()
   * document.title = unread > 0 ? `(${unread}) Chat` : 'Chat'
   */
  getTotalUnreadMessageCount(): number

  /**
   * Deletes a conversation and its history, for this user alone, at all devices. A later message begins a new
   * one, with a new object. The event CONVERSATION_LIST_UPDATED follows.
   *
   * @throws ArgumentError when it is no conversation ID
   *
   * Rejects with 2500 when it is not in the list or the server keeps it, or with the server's code.
   * @example
   * await tim.deleteConversation('C2Cbob')
   */
  deleteConversation(conversationID: string): Promise<IMResponse<{ conversationID: string }>>
  /**
   * Deletes several conversations at once; those that are not in the list are passed over.
   *
   * @param options `conversationIDList`: at most 100; what is beyond is left out. `clearHistoryMessage`: whether
   *   the history goes, too; default `true`
   * @returns the IDs of those that are gone
   * @throws ArgumentError when the list is empty or something in it is no conversation ID
   *
   * Rejects with 2500 when none is gone, or with the server's code.
   * @example
   * await tim.deleteConversation({ conversationIDList: ['C2Cbob', 'C2Ccarol'], clearHistoryMessage: false })
   */
  deleteConversation(options: {
    conversationIDList: string[]
    clearHistoryMessage?: boolean
  }): Promise<IMResponse<{ conversationIDList: string[] }>>

  /**
   * Deletes the messages of a conversation, for this user alone. What is unread is marked as read before. The
   * conversation stays, without a last message; the event CONVERSATION_LIST_UPDATED follows.
   *
   * @throws ArgumentError when it is no conversation ID
   *
   * Rejects with 2500 when it is not in the list, or with the server's code.
   * @example
   * await tim.clearHistoryMessage('C2Cbob')
   */
  clearHistoryMessage(conversationID: string): Promise<IMResponse<{ conversationID: string }>>

  /**
   * Pins a conversation, so that it stands before those that are not pinned, or unpins it; at all devices.
   * The event CONVERSATION_LIST_UPDATED follows.
   *
   * @throws ArgumentError when it is no conversation ID or `isPinned` is not a boolean
   *
   * Rejects with 2500 when it is not in the list, or with the server's code.
   * @example
   * await tim.pinConversation({ conversationID: 'C2Cbob', isPinned: true })
   */
  pinConversation(options: {
    conversationID: string
    isPinned: boolean
  }): Promise<IMResponse<{ conversationID: string }>>

  /**
   * Sets how messages of users are announced: normally, silently (they do not count in the total), or not at
   * all (they are only in the history). Holds at all devices, and for conversations that begin later. The
   * events CONVERSATION_LIST_UPDATED and TOTAL_UNREAD_MESSAGE_COUNT_UPDATED follow where something changes.
   *
   * @param options `userIDList`: at most 30; what is beyond is left out
   * @throws ArgumentError when the list is empty or the type is none of `TIM.TYPES.MSG_REMIND_…`
   *
   * Rejects with the server's code.
   * @example
   * const messageRemindType = TIM.TYPES.MSG_REMIND_ACPT_NOT_NOTE
   * await tim.setMessageRemindType({ userIDList: ['bob'], messageRemindType })
   */
  setMessageRemindType(options: { userIDList: string[]; messageRemindType: RemindType }): Promise<
    IMResponse<{
      successUserIDList: { userID: string }[]
      failureUserIDList: { userID: string; code: number }[]
    }>
  >

  /**
   * The same for a group, or for a topic.
   *
   * @returns the Group object, undefined when the user is not in the group; or the Topic object
   *
   * Rejects with the server's code.
   * @example
   * await tim.setMessageRemindType({ groupID: 'group1', messageRemindType: TIM.TYPES.MSG_REMIND_DISCARD })
   */
  setMessageRemindType(options: {
    groupID: string
    messageRemindType: RemindType
  }): Promise<IMResponse<{ group: Group | undefined; topic?: Topic }>>

  /**
   * Sets a text of the application's own on conversations: a draft, say. It is at all devices, and nobody
   * else sees it. The event CONVERSATION_LIST_UPDATED follows.
   *
   * @param options `customData`: at most 256 characters; `''` takes it away
   * @throws ArgumentError when the list is empty or the text too long
   *
   * Rejects with the server's code. Conversations that are not in the list are failures with code 2500.
   * @example
   * await tim.setConversationCustomData({ conversationIDList: ['C2Cbob'], customData: 'draft: hello' })
   */
  setConversationCustomData(options: {
    conversationIDList: string[]
    customData: string
  }): Promise<IMResponse<ConversationOutcome>>

  /**
   * Sets a mark on conversations, or takes it away: a star, folded, hidden, or one of your own. Marks are in
   * `markList`, at all devices. The event CONVERSATION_LIST_UPDATED follows.
   *
   * @param options `markType`: a power of two up to 2 ** 52; `TIM.TYPES.CONV_MARK_TYPE_…` are the first four
   * @throws ArgumentError when the list is empty or the mark is no power of two
   *
   * Rejects with the server's code. Conversations that are not in the list are failures with code 2500.
   * @example
   * const markType = TIM.TYPES.CONV_MARK_TYPE_STAR
   * await tim.markConversation({ conversationIDList: ['C2Cbob'], markType, enableMark: true })
   */
  markConversation(options: {
    conversationIDList: string[]
    markType: number
    enableMark: boolean
  }): Promise<IMResponse<ConversationOutcome>>

  /**
   * The names of the groups of conversations, from what is known here.
   * @example
   * const { data: names } = await tim.getConversationGroupList()
   */
  getConversationGroupList(): Promise<IMResponse<string[]>>

  /**
   * Makes a group of conversations. The events CONVERSATION_GROUP_LIST_UPDATED and CONVERSATION_LIST_UPDATED
   * follow.
   *
   * @param options `groupName`: 1 to 32 characters
   * @throws ArgumentError when the list is empty or the name too long
   *
   * Rejects with the server's code. Conversations that are not in the list are failures with code 2500; without
   * any other nothing is sent, and no group is made.
   * @example
   * await tim.createConversationGroup({ conversationIDList: ['C2Cbob'], groupName: 'work' })
   * const { data } = await tim.getConversationList({ groupName: 'work' })
   */
  createConversationGroup(options: ConversationsOfGroup): Promise<IMResponse<ConversationOutcome>>

  /**
   * Deletes a group of conversations; the conversations stay. The events CONVERSATION_GROUP_LIST_UPDATED and
   * CONVERSATION_LIST_UPDATED follow.
   *
   * @throws ArgumentError when the name is empty
   *
   * Rejects with the server's code.
   * @example
   * await tim.deleteConversationGroup('work')
   */
  deleteConversationGroup(groupName: string): Promise<IMResponse<undefined>>

  /**
   * Gives a group of conversations another name. The events CONVERSATION_GROUP_LIST_UPDATED and
   * CONVERSATION_LIST_UPDATED follow.
   *
   * @param options `newName`: 1 to 32 characters
   * @throws ArgumentError when a name is empty or too long
   *
   * Rejects with the server's code.
   * @example
   * await tim.renameConversationGroup({ oldName: 'work', newName: 'play' })
   */
  renameConversationGroup(options: { oldName: string; newName: string }): Promise<IMResponse<undefined>>

  /**
   * Puts conversations into a group; one can be in several. The events CONVERSATION_LIST_UPDATED and
   * CONVERSATION_IN_GROUP_UPDATED follow.
   *
   * @returns in `successConversationIDList` those that were not in it before
   * @throws ArgumentError when the list or the name is empty
   *
   * Rejects with the server's code. Conversations that are not in the list are failures with code 2500.
   * @example
   * await tim.addConversationsToGroup({ conversationIDList: ['C2Ccarol'], groupName: 'work' })
   */
  addConversationsToGroup(options: ConversationsOfGroup): Promise<IMResponse<ConversationOutcome>>

  /**
   * Takes conversations out of a group. Results, errors and events as with `addConversationsToGroup`.
   * @example
   * await tim.deleteConversationsFromGroup({ conversationIDList: ['C2Ccarol'], groupName: 'work' })
   */
  deleteConversationsFromGroup(options: ConversationsOfGroup): Promise<IMResponse<ConversationOutcome>>

  /**
   * The groups that the user is in, from the server: those in which something was said last in front. Chat rooms
   * (AVChatRoom) are among them while the user is in them, communities with topics once `getJoinedCommunityList` has
   * told of them.
   *
   * @param options `groupProfileFilter`: what is wanted beyond type, name and avatar (`TIM.TYPES.GRP_PROFILE_…`)
   * @returns the live objects, the same ones each time. GROUP_LIST_UPDATED carries them too, after each change
   *
   * Rejects with the server's code.
   * @example
   * const { data } = await tim.getGroupList({ groupProfileFilter: [TIM.TYPES.GRP_PROFILE_MEMBER_NUM] })
   * for (const group of data.groupList) console.log(group.name, group.memberCount)
   */
  getGroupList(options?: { groupProfileFilter?: GroupProfileFilter[] }): Promise<IMResponse<{ groupList: Group[] }>>

  /**
   * Everything about one group, from the server. The Group object changes in place. Of a chat room that the user is
   * not in, a new object is returned each time.
   *
   * @param options `groupCustomFieldFilter`: the keys of custom members that are wanted; all of them by default
   *
   * Rejects with the server's code: 10007 when the user is not in the group, 10010 when there is none.
   * `error.data.groupID` is the group.
   * @example
   * const { data } = await tim.getGroupProfile({ groupID: 'group1' })
   * console.log(data.group.introduction, data.group.selfInfo.role)
   */
  getGroupProfile(options: {
    groupID: string
    groupCustomFieldFilter?: string[]
    memberCustomFieldFilter?: string[]
  }): Promise<IMResponse<{ group: Group }>>

  /**
   * Makes a group. A custom message with the data `group_create` is its first, so that everybody in it has the
   * conversation; a chat room (AVChatRoom) has neither that nor members, not even its owner, who joins it like others.
   *
   * @param options without a `type` the group is private. `joinOption` counts for public groups and communities only
   * @returns the Group object, and users who are in too many groups already
   *
   * Rejects with 2600 when the type is none, 2602 when the groupID begins with `@TGS#_` and the group is no
   * community, or the other way round; with the server's code: 10021 when the groupID is taken.
   * @example
   * const { data } = await tim.createGroup({
   *   type: TIM.TYPES.GRP_PUBLIC,
   *   name: 'friends',
   *   memberList: [{ userID: 'bob' }, { userID: 'carol', role: 'Admin' }],
   * })
   * console.log(data.group.groupID)
   */
  createGroup(options: GroupOptions): Promise<IMResponse<{ group: Group; overLimitUserIDList: string[] }>>

  /**
   * Ends a group, for everybody in it. Its conversation stays until it is deleted.
   *
   * Rejects with 2622 for private groups, which nobody can end, or with the server's code.
   * @example
   * await tim.dismissGroup('group1')
   */
  dismissGroup(groupID: string): Promise<IMResponse<{ groupID: string }>>

  /**
   * Changes what a group says of itself. Members hear of it by a message (`TIMGroupTipElem`, operation 6).
   *
   * @param options custom members are changed by their keys; the others stay
   * @returns the Group object, changed in place; undefined when the user is not in the group
   *
   * Rejects with the server's code: 10007 when the user may not.
   * @example
   * await tim.updateGroupProfile({ groupID: 'group1', notification: 'Moved to Friday', muteAllMembers: true })
   */
  updateGroupProfile(options: GroupChanges): Promise<IMResponse<{ group: Group | undefined }>>

  /**
   * Joins a group. Where an administrator has to agree, the status says so, and the answer comes as a notice.
   *
   * A chat room (AVChatRoom) has no history: its messages come while the user is in it. Where the server lets them be
   * polled, it can be joined, and left, before `login`, to read only. Joining another one leaves it, unless the
   * instance was made with `unlimitedAVChatRoom`.
   *
   * @returns `status` is one of `TIM.TYPES.JOIN_STATUS_…`; `group` is there when the user is in it now
   *
   * Rejects with 2601 for private groups, to which one is invited; 2662 for what cannot be joined before `login`; with the server's code: 10010 when there is
   * none, 10014 when it is full.
   * @example
   * const { data } = await tim.joinGroup({ groupID: 'group1', applyMessage: 'I am Bob' })
   * if (data.status === TIM.TYPES.JOIN_STATUS_WAIT_APPROVAL) console.log('waiting')
   */
  joinGroup(options: {
    groupID: string
    type?: GroupType
    applyMessage?: string
  }): Promise<IMResponse<{ status: JoinStatus; group?: Group }>>

  /**
   * Leaves a group. Its conversation stays until it is deleted.
   *
   * Rejects with 2623 when the user is not in it, or with the server's code: 10009 for its owner.
   * @example
   * await tim.quitGroup('group1')
   */
  quitGroup(groupID: string): Promise<IMResponse<{ groupID: string }>>

  /**
   * What everybody may know of a group.
   *
   * @returns a new object each time
   *
   * Rejects with the server's code: 10007 for private groups, 10010 when there is none.
   * @example
   * const { data } = await tim.searchGroupByID('group1')
   * console.log(data.group.name, data.group.memberCount)
   */
  searchGroupByID(groupID: string): Promise<IMResponse<{ group: Group }>>

  /**
   * Gives a group to another member. The event GROUP_LIST_UPDATED follows.
   *
   * Rejects with 2620 for chat rooms, 2621 when the user has it already, or with the server's code.
   * @example
   * await tim.changeGroupOwner({ groupID: 'group1', newOwnerID: 'bob' })
   */
  changeGroupOwner(options: { groupID: string; newOwnerID: string }): Promise<IMResponse<{ group: Group | undefined }>>

  /**
   * The applications to join that wait for this user, of all groups.
   *
   * Rejects with the server's code.
   * @example
   * const { data } = await tim.getGroupApplicationList()
   * for (const application of data.applicationList) console.log(application.applicant, application.groupName)
   */
  getGroupApplicationList(): Promise<IMResponse<{ applicationList: GroupApplication[] }>>

  /**
   * Answers an application to join: one of the list, or the notice that told of it, which is deleted then.
   *
   * Rejects with the server's code: 10024 when another administrator was faster.
   * @example
   * await tim.handleGroupApplication({ handleAction: 'Agree', handleMessage: 'Welcome', application })
   */
  handleGroupApplication(options: {
    handleAction: 'Agree' | 'Reject'
    handleMessage?: string
    message?: GroupNoticeMessage
    application?: GroupApplication
  }): Promise<IMResponse<{ group: Group | undefined }>>

  /**
   * A page of the members of a group.
   *
   * Of a chat room (AVChatRoom) a page has up to a thousand members, and one can be asked for every three seconds.
   *
   * @param options `count`: 15 by default, at most 100; `offset`: that of the page before; `filter`: of a chat room only
   *   the members with this mark, see `markGroupMemberList`
   * @returns the live objects of the members, and where the next page begins: 0 at the end. Of a group that the user is
   *   not in there are none
   *
   * Rejects with 2996 when members of chat rooms are asked for more often, or with the server's code.
   * @example
   * let offset: number | string = 0
   * do {
   *   const { data } = await tim.getGroupMemberList({ groupID: 'group1', count: 100, offset })
   *   for (const member of data.memberList) console.log(member.userID, member.role)
   *   offset = data.offset
   * } while (offset)
   */
  getGroupMemberList(options: {
    groupID: string
    count?: number
    offset?: number | string
    filter?: number
  }): Promise<IMResponse<{ memberList: GroupMember[]; offset: number | string }>>

  /**
   * Marks members of a chat room (AVChatRoom) that the user owns, or takes a mark from them. Of a room with such members
   * `getGroupMemberList` gives those with a mark alone.
   *
   * @param options `userIDList`: at most 500; what is beyond is left out. `markType`: from 1000 on; a room has at most
   *   ten different marks. `enableMark`: false takes the mark away
   * @returns who was found in the room, and who was not
   *
   * Rejects with the server's code.
   * @example
   * await tim.markGroupMemberList({ groupID: 'room1', userIDList: ['bob'], markType: 1000, enableMark: true })
   * const { data } = await tim.getGroupMemberList({ groupID: 'room1', filter: 1000 })
   */
  markGroupMemberList(options: {
    groupID: string
    userIDList: string[]
    markType: number
    enableMark: boolean
  }): Promise<IMResponse<{ successUserIDList: string[]; failureUserIDList: string[] }>>

  /**
   * Members of a group by their names, at most 50. Who is none is left out.
   *
   * @param options `memberCustomFieldFilter`: the keys of custom members that are wanted
   *
   * Rejects with the server's code.
   * @example
   * const { data } = await tim.getGroupMemberProfile({ groupID: 'group1', userIDList: ['bob'] })
   */
  getGroupMemberProfile(options: {
    groupID: string
    userIDList: string[]
    memberCustomFieldFilter?: string[]
  }): Promise<IMResponse<{ memberList: GroupMember[] }>>

  /**
   * Adds users to a group.
   *
   * @returns what became of each; `group` when somebody was added
   *
   * Rejects with 2603 when the user is not in the group, 2661 for chat rooms, or with the server's code.
   * @example
   * const { data } = await tim.addGroupMember({ groupID: 'group1', userIDList: ['bob', 'carol'] })
   * console.log(data.successUserIDList, data.failureUserIDList)
   */
  addGroupMember(options: { groupID: string; userIDList: string[] }): Promise<
    IMResponse<{
      successUserIDList: string[]
      failureUserIDList: string[]
      existedUserIDList: string[]
      overLimitUserIDList: string[]
      group?: Group
    }>
  >

  /**
   * Removes members from a group. From a chat room (AVChatRoom) they are banned, for `duration` seconds.
   *
   * Rejects with 2603 when the user is not in the group, 2686 for a ban without a duration, or with the server's code.
   * @example
   * await tim.deleteGroupMember({ groupID: 'group1', userIDList: ['mallory'], reason: 'spam' })
   */
  deleteGroupMember(options: {
    groupID: string
    userIDList: string[]
    reason?: string
    duration?: number
  }): Promise<IMResponse<{ group: Group | undefined; userIDList: string[] }>>

  /**
   * The communities with topics that the user is in, from the server.
   *
   * @returns the live objects, the same ones each time. The event GROUP_LIST_UPDATED follows
   *
   * Rejects with the server's code: 11000 when it has no communities.
   * @example
   * const { data } = await tim.getJoinedCommunityList()
   * for (const community of data.groupList) console.log(community.name)
   */
  getJoinedCommunityList(): Promise<IMResponse<{ groupList: Group[] }>>

  /**
   * Makes a topic in a community that was made with `isSupportTopic`. All members hear of it (TOPIC_CREATED), the maker
   * too. Messages of a topic are those of the group that its ID names: `to: topicID` with `TIM.TYPES.CONV_GROUP`, and
   * `` `GROUP${topicID}` `` is its conversation, which is not in the list of conversations.
   *
   * @param options a `topicID` of one's own is that of the community, `@TOPIC#_`, and more: 96 bytes at most
   *
   * Rejects with 3021 when the topicID is none, or with the server's code: 10007 when the user may not, 10021 when the
   * topicID is taken.
   * @example
   * const { data } = await tim.createTopicInCommunity({ groupID: community.groupID, topicName: 'News' })
   * console.log(data.topicID)
   */
  createTopicInCommunity(options: TopicOptions): Promise<IMResponse<{ topicID: string }>>

  /**
   * Deletes topics of a community, with what was said in them. All members hear of it (TOPIC_DELETED).
   *
   * @param options `topicIDList`: without it, or with an empty one, all topics of the community
   *
   * Rejects with the server's code: 10007 when the user may not.
   * @example
   * const { data } = await tim.deleteTopicFromCommunity({ groupID: community.groupID, topicIDList: [topicID] })
   * for (const { topicID, code } of data.failureTopicList) console.warn(topicID, code)
   */
  deleteTopicFromCommunity(options: {
    groupID: string
    topicIDList?: string[]
  }): Promise<IMResponse<{ successTopicList: { topicID: string }[]; failureTopicList: TopicFailure[] }>>

  /**
   * Changes what a topic says of itself. Members hear of it by a message (`TIMGroupTipElem`, operation 8) and TOPIC_UPDATED.
   *
   * @returns the Topic object, changed in place
   *
   * Rejects with the server's code: 10007 when the user may not.
   * @example
   * await tim.updateTopicProfile({ groupID: community.groupID, topicID, topicName: 'Old news', muteAllMembers: true })
   */
  updateTopicProfile(options: TopicChanges): Promise<IMResponse<{ topic: Topic }>>

  /**
   * The topics of a community. What the server has said holds for five minutes, unless a topic is made meanwhile.
   *
   * @param options `topicIDList`: without it, or with an empty one, all topics of the community
   * @returns the live objects, the same ones each time; TOPIC_UPDATED tells when one has changed
   *
   * Rejects with the server's code: 10007 when the user is not in the community; 2996 after ten requests in a second.
   * @example
   * const { data } = await tim.getTopicList({ groupID: community.groupID })
   * for (const topic of data.successTopicList) console.log(topic.topicName, topic.unreadCount)
   */
  getTopicList(options: {
    groupID: string
    topicIDList?: string[]
  }): Promise<IMResponse<{ successTopicList: Topic[]; failureTopicList: TopicFailure[] }>>

  /**
   * How many members a chat room (AVChatRoom) has at the moment. It is asked for at most every few seconds.
   *
   * @returns 0 for groups of other types, and for chat rooms that the user is not in
   *
   * Rejects with the server's code.
   * @example
   * const { data } = await tim.getGroupOnlineMemberCount('room1')
   * console.log(data.memberCount)
   */
  getGroupOnlineMemberCount(groupID: string): Promise<IMResponse<{ memberCount: number }>>

  /**
   * Forbids a member to write for so many seconds; 0 allows it again.
   *
   * Rejects with 2685 for oneself, or with the server's code.
   * @example
   * await tim.setGroupMemberMuteTime({ groupID: 'group1', userID: 'bob', muteTime: 600 })
   */
  setGroupMemberMuteTime(options: { groupID: string; userID: string; muteTime: number }): Promise<MemberSet>

  /**
   * Makes a member an administrator, or no more.
   *
   * Rejects with 2603 when the user is not in the group, 2681 when it is not theirs, 2682 for private groups and chat
   * rooms, 2683 when the role is none, 2684 for oneself, or with the server's code.
   * @example
   * await tim.setGroupMemberRole({ groupID: 'group1', userID: 'bob', role: TIM.TYPES.GRP_MBR_ROLE_ADMIN })
   */
  setGroupMemberRole(options: { groupID: string; userID: string; role: 'Admin' | 'Member' | 'Custom' }): Promise<MemberSet>

  /**
   * Sets what a member is called in the group: by default the user.
   *
   * Rejects with the server's code.
   * @example
   * await tim.setGroupMemberNameCard({ groupID: 'group1', nameCard: 'Bob (sales)' })
   */
  setGroupMemberNameCard(options: { groupID: string; userID?: string; nameCard: string }): Promise<MemberSet>

  /**
   * Sets custom members of a member: by default of the user. Others stay as they are.
   *
   * Rejects with the server's code.
   * @example
   * await tim.setGroupMemberCustomField({ groupID: 'group1', memberCustomField: [{ key: 'team', value: 'red' }] })
   */
  setGroupMemberCustomField(options: {
    groupID: string
    userID?: string
    memberCustomField: { key: string; value?: string }[]
  }): Promise<MemberSet>

  /**
   * Sets the attributes of a group: texts by key that its members share. These and no others: what there was before is
   * gone. The event GROUP_ATTRIBUTES_UPDATED follows here and at the other members.
   *
   * @param options `groupAttributes`: at most 16 keys of at most 32 bytes, 4000 bytes a value, 16,000 in all
   * @returns what was given
   *
   * Rejects with 2996 after ten calls within five seconds, or with the server's code.
   * @example
   * await tim.initGroupAttributes({ groupID: 'room1', groupAttributes: { seat1: 'alice', seat2: '' } })
   */
  initGroupAttributes(options: {
    groupID: string
    groupAttributes: GroupAttributes
  }): Promise<IMResponse<{ groupAttributes: GroupAttributes }>>

  /**
   * Adds and changes attributes of a group; others stay. The event GROUP_ATTRIBUTES_UPDATED follows here and at the
   * other members.
   *
   * @returns what was given
   *
   * Rejects with 10056 when somebody else has changed one of them meanwhile and that is not known here yet, with 2996
   * after ten calls within five seconds, or with the server's code.
   * @example
   * await tim.setGroupAttributes({ groupID: 'room1', groupAttributes: { seat2: 'bob' } })
   */
  setGroupAttributes(options: {
    groupID: string
    groupAttributes: GroupAttributes
  }): Promise<IMResponse<{ groupAttributes: GroupAttributes }>>

  /**
   * Deletes attributes of a group: those with these keys, or all when `keyList` is empty.
   *
   * @returns the keys that were known
   *
   * Rejects with 10050 when there is none of a key, with 10056 when somebody else has changed one meanwhile, with 2996
   * after ten calls within five seconds, or with the server's code.
   * @example
   * await tim.deleteGroupAttributes({ groupID: 'room1', keyList: ['seat2'] })
   */
  deleteGroupAttributes(options: { groupID: string; keyList: string[] }): Promise<IMResponse<{ keyList: string[] }>>

  /**
   * The attributes of a group: those with these keys, or all when `keyList` is empty. What is known is asked for again
   * after half a minute, when a change was missed, and after a lost connection.
   *
   * Rejects with 2996 after twenty requests within five seconds, or with the server's code.
   * @example
   * const { data } = await tim.getGroupAttributes({ groupID: 'room1', keyList: [] })
   * console.log(data.groupAttributes.seat1)
   */
  getGroupAttributes(options: {
    groupID: string
    keyList: string[]
  }): Promise<IMResponse<{ groupAttributes: GroupAttributes }>>

  /**
   * Sets counters of a group: whole numbers by key that its members share. Others stay. The event GROUP_COUNTER_UPDATED
   * follows here and at the other members, once for each key.
   *
   * @param options `counters`: a group has at most 20, with keys of at most 32 bytes
   * @returns what they are now
   *
   * Rejects with 2996 when counters are written more than twenty times within five seconds, or with the server's code.
   * @example
   * await tim.setGroupCounters({ groupID: 'room1', counters: { likes: 0, hearts: 0 } })
   */
  setGroupCounters(options: { groupID: string; counters: GroupCounters }): Promise<IMResponse<{ counters: GroupCounters }>>

  /**
   * Counts a counter of a group up. One that there is not begins at 0.
   *
   * @param options `value`: any whole number but 0
   * @returns what it is now
   *
   * Rejects as `setGroupCounters` does.
   * @example
   * const { data } = await tim.increaseGroupCounter({ groupID: 'room1', key: 'likes', value: 1 })
   * console.log(data.counters.likes)
   */
  increaseGroupCounter(options: {
    groupID: string
    key: string
    value: number
  }): Promise<IMResponse<{ counters: GroupCounters }>>

  /**
   * Counts a counter of a group down: see `increaseGroupCounter`.
   * @example
   * await tim.decreaseGroupCounter({ groupID: 'room1', key: 'seats', value: 1 })
   */
  decreaseGroupCounter(options: {
    groupID: string
    key: string
    value: number
  }): Promise<IMResponse<{ counters: GroupCounters }>>

  /**
   * The counters of a group: those with these keys, or all. What is known is asked for again after half a minute, when
   * a change was missed, and after a lost connection.
   *
   * Rejects with 2996 after twenty requests within five seconds, or with the server's code.
   * @example
   * const { data } = await tim.getGroupCounters({ groupID: 'room1' })
   * console.log(data.counters.likes ?? 0)
   */
  getGroupCounters(options: {
    groupID: string
    keyList?: string[]
  }): Promise<IMResponse<{ counters: GroupCounters }>>

  /**
   * The profile of the user who is signed in. The object stays the same and changes in place.
   * @example
   * const { data: me } = await tim.getMyProfile()
   * console.log(me.nick || me.userID)
   */
  getMyProfile(): Promise<IMResponse<Profile>>

  /**
   * The profiles of users, asked of the server each time. Those who do not exist are missing in the result.
   * One's own is the object of `getMyProfile`, all others are new objects, which do not change any more.
   *
   * @param options `userIDList`: at most 100; what is beyond is left out. It may be empty.
   * @throws ArgumentError when `userIDList` is not an array of strings
   *
   * Rejects with the server's code.
   * @example
   * const { data } = await tim.getUserProfile({ userIDList: ['bob', 'carol'] })
   * for (const profile of data) console.log(profile.userID, profile.nick)
   */
  getUserProfile(options: { userIDList: string[] }): Promise<IMResponse<Profile[]>>

  /**
   * Changes the profile of the user who is signed in; what is not named stays. The event
   * PROFILE_UPDATED follows when something really changed.
   *
   * @param changes `nick`: at most 500 bytes; `avatar`: a URL of at most 500 bytes. Both may be empty.
   * @returns the profile: the same object as before
   *
   * Rejects with 2721 when nothing or something unknown is to be changed, or with the server's code.
   * @example
   * await tim.updateMyProfile({ nick: 'Alice', avatar: 'https://example.com/alice.png' })
   */
  updateMyProfile(changes: ProfileChanges): Promise<IMResponse<Profile>>

  /**
   * The userIDs of whom this user blocks, from what is known here: nothing is sent.
   * @example
   * const { data: blocked } = await tim.getBlacklist()
   * console.log(blocked.includes('mallory'))
   */
  getBlacklist(): Promise<IMResponse<string[]>>

  /**
   * Blocks users: what they send this user is refused with 20007. Friendships with them end. The event
   * BLACKLIST_UPDATED follows when the list has changed, also at this user's other devices.
   *
   * @param options `userIDList`: not empty; one's own ID among others is passed over
   * @returns the whole list as it is now; who could not be blocked is not in it
   * @throws ArgumentError when `userIDList` is not a non-empty array of strings
   *
   * Rejects with 2742 when one's own ID is the only one, or with the server's code.
   * @example
   * const { data: blocked } = await tim.addToBlacklist({ userIDList: ['mallory'] })
   * if (!blocked.includes('mallory')) console.log('not blocked')
   */
  addToBlacklist(options: { userIDList: string[] }): Promise<IMResponse<string[]>>

  /**
   * Takes users off the blacklist. The event BLACKLIST_UPDATED follows when the list has changed.
   *
   * @returns the whole list as it is now
   * @throws ArgumentError when `userIDList` is not a non-empty array of strings
   *
   * Rejects with the server's code.
   * @example
   * await tim.removeFromBlacklist({ userIDList: ['mallory'] })
   */
  removeFromBlacklist(options: { userIDList: string[] }): Promise<IMResponse<string[]>>

  /**
   * Sets the text that others see beside this user's status, until signing out.
   *
   * @param options `customStatus`: `''` for none
   * @throws ArgumentError when `customStatus` is not a string
   *
   * Rejects with 72001 where the service has no user status, or with the server's code.
   * @example
   * await tim.setSelfStatus({ customStatus: 'at lunch' })
   */
  setSelfStatus(options: { customStatus: string }): Promise<IMResponse<UserStatus>>

  /**
   * Who of these users is online, and what they say about it. One's own status comes first, and is known
   * here.
   *
   * @param options `userIDList`: at most 500; what is beyond is left out
   * @throws ArgumentError when `userIDList` is not a non-empty array of strings
   *
   * Rejects with 72001 where the service has no user status, or with the server's code. Users who do not
   * exist are in `failureUserList`, with code 70107.
   * @example
   * const { data } = await tim.getUserStatus({ userIDList: ['bob', 'carol'] })
   * for (const { userID, statusType } of data.successUserList) {
   *   console.log(userID, statusType === TIM.TYPES.USER_STATUS_ONLINE)
   * }
   */
  getUserStatus(options: { userIDList: string[] }): Promise<IMResponse<UserStatusList>>

  /**
   * Has the event USER_STATUS_UPDATED published when the status of one of these users changes, until
   * signing out.
   *
   * @param options `userIDList`: at most 100 at a time; what is beyond is left out
   * @throws ArgumentError when `userIDList` is not a non-empty array of strings
   *
   * Rejects with 72001 where the service has no user status, or with the server's code.
   * @example
   * tim.on(TIM.EVENT.USER_STATUS_UPDATED, ({ data }) => {
   *   for (const { userID, statusType } of data) console.log(userID, statusType)
   * })
   * await tim.subscribeUserStatus({ userIDList: ['bob'] })
   */
  subscribeUserStatus(options: { userIDList: string[] }): Promise<IMResponse<{ failureUserList: UserFailure[] }>>

  /**
   * Takes back what `subscribeUserStatus` asked for; without users, all of it.
   *
   * @param options `userIDList`: at most 100 at a time
   * @throws ArgumentError when `userIDList` is given and not an array of strings
   *
   * Rejects with the server's code.
   * @example
   * await tim.unsubscribeUserStatus()
   */
  unsubscribeUserStatus(options?: { userIDList?: string[] }): Promise<IMResponse<{ failureUserList: UserFailure[] }>>
}

// ── Results and errors ─────────────────────────────────────────────────────────────────────────────

/** What every promise resolves to. */
export interface IMResponse<T> {
  code: 0
  data: T
}

/**
 * What a promise is rejected with. `kind` says what to do:
 * - `network`: nobody answered; try again when the connection is back
 * - `transient`: refused for the moment, because of too many calls or an overload; try again later
 * - `permanent`: refused; the same call will be refused again
 */
export interface IMError extends Error {
  /** The server's code, or one of this SDK's (2000 to 3999). */
  code: number
  message: string
  kind: 'network' | 'transient' | 'permanent'
  /** Of methods that take one message: that message. */
  data: { message?: Message }
}

/** What a call with a wrong argument throws. It has no code; the text names what was expected. */
export interface ArgumentError extends Error {
  kind: 'argument'
  code?: undefined
}

export interface LoginOptions {
  userID: string
  userSig: string
}

/** The server's answer; of a repeated login only the first three and `repeatLogin`. */
export type LoginResult =
  | {
      actionStatus: 'OK'
      errorCode: 0
      errorInfo: string
      tinyID: string
      a2Key: string
      instanceID: number
      /** Seconds. */
      helloInterval: number
      /** Seconds since 1970, by the server's clock. */
      timeStamp: number
      repeatLogin?: undefined
    }
  | { actionStatus: 'OK'; errorCode: 0; errorInfo: string; timeStamp?: undefined; repeatLogin: true }

// ── Events ─────────────────────────────────────────────────────────────────────────────────────────

/** A name that events can have. */
export type EventName = TIM['EVENT'][keyof TIM['EVENT']]

/** Event name → what `data` is. */
export interface EventMap {
  /** SDK_READY: signed in, conversations loaded; all methods can be called. Once per login. */
  sdkStateReady: undefined
  /** SDK_NOT_READY: signed out or kicked out. A lost connection is no reason for it. */
  sdkStateNotReady: undefined
  /** SDK_DESTROY: `destroy` is done. */
  sdkDestroy: { SDKAppID: number }
  /** MESSAGE_RECEIVED: messages from others, or from this user on another device, in their order. */
  onMessageReceived: Message[]
  /** MESSAGE_MODIFIED: one message that says something else now, by whoever: the object has changed in place. */
  onMessageModified: Message[]
  /** MESSAGE_REVOKED: messages that were taken back elsewhere; `isRevoked` is true and `revoker` says by whom. */
  onMessageRevoked: Message[]
  /** MESSAGE_READ_RECEIPT_RECEIVED: receipts of messages of this user; their `readReceiptInfo` shows it. */
  onMessageReadReceiptReceived: (
    | { userID: string; messageID: string; isPeerRead: true }
    | { groupID: string; messageID: string; readCount: number; unreadCount: number }
  )[]
  /** MESSAGE_EXTENSIONS_UPDATED: pairs that somebody else has set. */
  onMessageExtensionsUpdated: { messageID: string; extensions: MessageExtension[] }
  /** MESSAGE_EXTENSIONS_DELETED: keys that somebody else has deleted. */
  onMessageExtensionsDeleted: { messageID: string; keyList: string[] }
  /** MESSAGE_READ_BY_PEER: messages of this user that were read; their `isPeerRead` is true now. */
  onMessageReadByPeer: Message[]
  /** CONVERSATION_LIST_UPDATED: the whole list; at most once a second. */
  onConversationListUpdated: Conversation[]
  /** TOTAL_UNREAD_MESSAGE_COUNT_UPDATED: the sum over the conversations that are announced; at most once a second. */
  onTotalUnreadMessageCountUpdated: number
  /** CONVERSATION_GROUP_LIST_UPDATED: the names of all groups; after signing in, and when they change. */
  onConversationGroupListUpdated: string[]
  /** CONVERSATION_IN_GROUP_UPDATED: all conversations that are in this group now. */
  onConversationInGroupUpdated: { groupName: string; conversationList: Conversation[] }
  /** GROUP_LIST_UPDATED: the groups that the user is in; at most once a second. */
  onGroupListUpdated: Group[]
  /** TOPIC_CREATED: a community that the user is in has a new topic. */
  onTopicCreated: { groupID: string; topicID: string }
  /** TOPIC_DELETED: these topics of a community are no more. */
  onTopicDeleted: { groupID: string; topicIDList: string[] }
  /** TOPIC_UPDATED: a topic that is known has changed: its unread count, its last message, what it says of itself. */
  onTopicUpdated: { groupID: string; topic: Topic }
  /**
   * GROUP_SYSTEM_NOTICE_RECEIVED: a notice of a group, which MESSAGE_RECEIVED carries too. `type` is the
   * `operationType` of its payload.
   */
  receiveGroupSystemNotice: { message: GroupNoticeMessage; type: number }
  /** GROUP_ATTRIBUTES_UPDATED: all attributes of a group, and which of them were set and deleted, by whoever. */
  groupAttributesUpdated: {
    groupID: string
    groupAttributes: GroupAttributes
    updatedKeyList: string[]
    deletedKeyList: string[]
  }
  /** GROUP_COUNTER_UPDATED: what a counter of a group is now, whoever has counted. */
  onGroupCounterUpdated: { groupID: string; key: string; value: number }
  /** PROFILE_UPDATED: profiles that changed: one's own, and those of the other side of conversations. */
  onProfileUpdated: Profile[]
  /** BLACKLIST_UPDATED: the whole list; after each signing in, and whenever it changes. */
  blacklistUpdated: string[]
  /** USER_STATUS_UPDATED: of users that were subscribed to, and of this user at another device. */
  onUserStatusUpdated: UserStatus[]
  /** KICKED_OUT: the server has ended the login. `login` again, when the user wants it. */
  kickedOut: { type: KickedOutType }
  /** ERROR: a method was called before SDK_READY, or (2903) this instance has ended by a fault of its own. */
  error: { code: number; message: string }
  /** NET_STATE_CHANGE: how the connection is. The SDK connects again by itself. */
  netStateChange: { state: NetState }
}

/** What a handler gets. For a name that is published by a later version, `data` is unknown. */
export interface TIMEvent<N extends EventName = EventName> {
  name: N
  data: N extends keyof EventMap ? EventMap[N] : unknown
}

export type KickedOutType = 'multipleAccount' | 'multipleDevice' | 'userSigExpired' | 'REST_API_Kick'
export type NetState = 'connected' | 'connecting' | 'disconnected'

// ── Messages ───────────────────────────────────────────────────────────────────────────────────────

export type ConversationType = 'C2C' | 'GROUP' | '@TIM#SYSTEM'
export type MessagePriority = 'High' | 'Normal' | 'Low' | 'Lowest'
export type MessageStatus = 'unSend' | 'success' | 'fail'

/** What the create…Message methods take. */
export interface MessageOptions<P> {
  /** The receiver: a userID, or a groupID. */
  to: string
  /** `TIM.TYPES.CONV_C2C` or `TIM.TYPES.CONV_GROUP`. */
  conversationType: ConversationType
  payload: P
  /** Of group messages. Default `'Normal'`. */
  priority?: MessagePriority
  /** Travels with the message and is not shown. */
  cloudCustomData?: string
  needReadReceipt?: boolean
  isSupportExtension?: boolean
  /** Group messages for some members only. */
  receiverList?: string[]
}

/** What holds the file of a message. */
export type FileSource = File | Blob | HTMLInputElement

export interface FileMessageOptions extends Omit<MessageOptions<never>, 'payload'> {
  payload: { file: FileSource }
  /** From 0 to 1, with two decimals; what it throws goes to the console. */
  onProgress?: (part: number) => void
}

export interface SendOptions {
  /**
   * Cancels the upload of the message's file: the message ends as failed (2400, of a video 2350) and can
   * be sent again. After the upload it has no effect.
   */
  signal?: AbortSignal
  /** Only who is online gets it; it is not kept, neither here nor by the server. */
  onlineUserOnly?: boolean
  /** What a phone shows while the application is not running. */
  offlinePushInfo?: {
    disablePush?: boolean
    title?: string
    description?: string
    extension?: string
    ignoreIOSBadge?: boolean
    androidOPPOChannelID?: string
    disableVoipPush?: boolean
  }
  messageControlInfo?: {
    excludedFromUnreadCount?: boolean
    excludedFromLastMessage?: boolean
    excludedFromContentModeration?: boolean
  }
}

export interface TextPayload {
  text: string
}

export interface CustomPayload {
  data: string
  description: string
  extension: string
}

/** Members of your own are kept and sent. */
export interface FacePayload {
  index: number
  data: string
  [member: string]: unknown
}

export interface LocationPayload {
  description: string
  /** Degrees. */
  longitude: number
  /** Degrees. */
  latitude: number
}

/** One size of an image. Pixels are 0 where they are not known. */
export interface ImageInfo {
  instanceID: number
  /** 1: the original, 2: its shorter edge is 720 at most, 3: 198 at most. */
  sizeType: 1 | 2 | 3
  /** The place in the list: 0, 1, 2. */
  type: number
  /** Bytes; only the original's is known. */
  size: number
  width: number
  height: number
  /** The link with `https:`, whatever it is; `''` until it is uploaded. Show `url`. */
  imageUrl?: string
  /** The link; of a message made here the local address. Missing where the sender gave none. */
  url?: string
}

export interface ImagePayload {
  /** 1 JPEG, 2 GIF, 3 PNG, 4 BMP, 255 other or not known. */
  imageFormat: number
  uuid: string
  /** Original, thumbnail, large; of a message that is not sent: original, large, thumbnail. */
  imageInfoArray: ImageInfo[]
}

export interface AudioPayload {
  downloadFlag: 2
  /** Length in seconds; 0 where it is not known. */
  second: number
  /** Bytes. */
  size: number
  /** The link; of a message made here the local address. */
  url: string
  /** The link; `''` until it is uploaded. */
  remoteAudioUrl: string
  uuid: string
}

export interface VideoPayload {
  /** The link; the local address until it is uploaded. */
  remoteVideoUrl: string
  /** `'mp4'`, `'quicktime'` … */
  videoFormat: string
  /** Length in seconds; 0 where it is not known. */
  videoSecond: number
  /** Bytes. */
  videoSize: number
  /** The link; of a message made here the local address. */
  videoUrl: string
  videoDownloadFlag: 2
  videoUUID: string
  thumbUUID: string
  thumbFormat: string
  /** Pixels of the cover, or of the film where it has none; 200 where nothing is known. */
  thumbWidth: number
  snapshotWidth: number
  thumbHeight: number
  snapshotHeight: number
  /** Bytes of the cover. */
  thumbSize: number
  snapshotSize: number
  thumbDownloadFlag: 2
  /** The cover, if there is one. */
  thumbUrl?: string
  snapshotUrl?: string
}

export interface FilePayload {
  downloadFlag: 2
  /** The link; `''` until it is uploaded. */
  fileUrl: string
  uuid: string
  fileName: string
  /** Bytes. */
  fileSize: number
}

/** Message type → payload. */
export interface PayloadMap {
  TIMTextElem: TextPayload
  TIMCustomElem: CustomPayload
  TIMFaceElem: FacePayload
  TIMLocationElem: LocationPayload
  TIMImageElem: ImagePayload
  TIMSoundElem: AudioPayload
  TIMVideoFileElem: VideoPayload
  TIMFileElem: FilePayload
  TIMRelayElem: MergerPayload
  TIMGroupTipElem: GroupTipPayload
  TIMGroupSystemNoticeElem: GroupNoticePayload
}

export type MessageType = keyof PayloadMap
export type MessagePayload = PayloadMap[MessageType]

export type MessageElement = { [T in MessageType]: { type: T; content: PayloadMap[T] } }[MessageType]

/**
 * A message: a live object. It changes in place when it is sent, read or revoked, also long after you
 * got it. Members that begin with `_` are the SDK's own.
 */
export interface MessageBase {
  /** Unique, and the same for everybody who has the message. */
  ID: string
  /** `'C2C'` and the other user's ID, or `'GROUP'` and the group's. */
  conversationID: string
  conversationType: ConversationType
  conversationSubType: string | undefined
  /** Seconds since 1970. Of a message that is not sent: when it was made. */
  time: number
  sequence: number
  clientSequence: number
  random: number
  priority: MessagePriority
  /** The sender's, or `''`. */
  nick: string
  /** The sender's, or `''`. */
  avatar: string
  /** C2C: the other side has read it. */
  isPeerRead: boolean
  nameCard: string
  isPlaceMessage: number
  isRevoked: boolean
  from: string
  to: string
  /** `'out'`: from the user who is signed in, here or elsewhere. */
  flow: 'in' | 'out'
  isSystemMessage: boolean
  protocol: 'JSON'
  isResend: boolean
  /** I have read it. Always true of my own. */
  isRead: boolean
  status: MessageStatus
  atUserList: string[]
  cloudCustomData: string
  isDeleted: boolean
  isModified: boolean
  /** Seconds since 1970: when it was made, by the sender's device. */
  clientTime: number
  senderTinyID: string
  readReceiptInfo: {
    readCount: number | undefined
    unreadCount: number | undefined
    isPeerRead: boolean | undefined
  }
  needReadReceipt: boolean
  version: number
  isBroadcastMessage: boolean
  isSupportExtension: boolean
  /** Who revoked it, or `null`. */
  revoker: string | null
  /** All parts of the message; `type` and `payload` are those of the first. */
  readonly elements: MessageElement[]
  getElements(): MessageElement[]
}

/** A message whose first element is of this type. */
export interface MessageOf<T extends MessageType> extends MessageBase {
  type: T
  payload: PayloadMap[T]
}

export interface TextMessage extends MessageOf<'TIMTextElem'> {}
export interface CustomMessage extends MessageOf<'TIMCustomElem'> {}
export interface FaceMessage extends MessageOf<'TIMFaceElem'> {}
export interface LocationMessage extends MessageOf<'TIMLocationElem'> {}
export interface ImageMessage extends MessageOf<'TIMImageElem'> {}
export interface AudioMessage extends MessageOf<'TIMSoundElem'> {}
export interface VideoMessage extends MessageOf<'TIMVideoFileElem'> {}
export interface FileMessage extends MessageOf<'TIMFileElem'> {}
export interface MergerMessage extends MessageOf<'TIMRelayElem'> {}

/** A message all of whose parts are of types that this version does not know. */
export interface UnknownMessage extends MessageBase {
  type?: undefined
  payload?: undefined
}

/** Compare `type` with TIM.TYPES to know the `payload`. */
export type Message =
  | TextMessage
  | CustomMessage
  | FaceMessage
  | LocationMessage
  | ImageMessage
  | AudioMessage
  | VideoMessage
  | FileMessage
  | MergerMessage
  | GroupTipMessage
  | GroupNoticeMessage
  | UnknownMessage

/** A merged message: `messageList` is empty while there is a `downloadKey`, see `downloadMergerMessage`. */
export interface MergerPayload {
  downloadKey: string
  pbDownloadKey: string
  messageList: MergedMessage[]
  title: string
  /** What to show of the messages before they are opened. */
  abstractList: string[]
  /** For applications that cannot show merged messages. */
  compatibleText: string
  version: number
  /** It was merged too many times over: the messages are not there. */
  layersOverLimit: boolean
}

/** A message within a merged one: plain data, as it was when it was merged. */
export interface MergedMessage {
  ID: string
  from: string
  messageSender: string
  /** Seconds since 1970. */
  time: number
  messageSequence: number
  clientSequence: number
  messageRandom: number
  cloudCustomData: string
  clientTime: number
  nick: string
  avatar: string
  messageBody: { [T in MessageType]: { type: T; payload: PayloadMap[T] } }[MessageType][]
  receiverUserID?: string
  receiverGroupID?: string
  messageReceiver: string
}

/** What `createMergerMessage` takes. */
export interface MergerSource {
  messageList: Message[]
  title?: string
  abstractList?: string[]
  compatibleText: string
}

export interface HoppingOptions {
  conversationID: string
  count?: number
  direction?: 0 | 1
  time?: number
  sequence?: number
}

export interface HoppingList {
  /** Oldest first. */
  messageList: Message[]
  isCompleted: boolean
  nextMessageTime: number | ''
}

export type ReadAllScope = 'readAllC2CMessage' | 'readAllGroupMessage' | 'readAllMessage'

export interface MessageExtension {
  key: string
  value: string
}

export interface ExtensionResults {
  extensions: (MessageExtension & { code: number })[]
}

export interface TranslateOptions {
  sourceTextList: string[]
  sourceLanguage: string
  targetLanguage: string
}

export interface MessageListOptions {
  conversationID: string
  nextReqMessageID?: string
  count?: number
}

export interface MessageList {
  /** Oldest first. */
  messageList: Message[]
  /** `''` when there are no older ones. */
  nextReqMessageID: string
  isCompleted: boolean
}

// ── Conversations and profiles ─────────────────────────────────────────────────────────────────────

/** All that is given must hold. */
export interface ConversationFilter {
  type?: 'C2C' | 'GROUP'
  /** One of `markList`. */
  markType?: number
  /** One of `conversationGroupList`. */
  groupName?: string
}

/** How messages of a conversation are announced. */
export type RemindType = 'AcceptAndNotify' | 'AcceptNotNotify' | 'Discard'

/** What became of each of several conversations. */
export interface ConversationOutcome {
  successConversationIDList: string[]
  failureConversationIDList: { conversationID: string; code: number; message: string }[]
}

export interface ConversationsOfGroup {
  conversationIDList: string[]
  groupName: string
}

export interface ConversationList {
  conversationList: Conversation[]
  /** Whether the list has been fetched completely. */
  isSyncCompleted: boolean
}

/** A conversation: a live object, which changes in place. */
export interface Conversation {
  conversationID: string
  unreadCount: number
  /** `'TOPIC'` of a topic, which is in no list of conversations. */
  type: ConversationType | 'TOPIC'
  /** Never missing: without a message its members are empty. */
  lastMessage: LastMessage
  /** Seconds since 1970: until when the other side has read. */
  peerReadTime: number
  /** Who has mentioned the user since the conversation was read; of groups. */
  groupAtInfoList: Mention[]
  remark: string
  isPinned: boolean
  /** `''` until somebody has set it: announced. */
  messageRemindType: RemindType | ''
  /** Powers of two. */
  markList: number[]
  customData: string
  conversationGroupList: string[]
  /** The other user; with C2C conversations. */
  userProfile?: Profile
  /** The group, the same object as in the list of groups; with conversations of groups. */
  groupProfile?: Group
  /** The userID or groupID; `''` for the system conversation. */
  readonly toAccount: string
  /** The type of the group; `''` elsewhere. */
  readonly subType: string
}

export interface LastMessage {
  /** Seconds since 1970; 0 without a message. */
  lastTime: number
  lastSequence: number
  /** The sender; the number 0 without a message. */
  fromAccount: string | 0
  /** The text that stands for the message in a list. */
  messageForShow: string
  /** The message's own payload, the same object; `null` without one. */
  payload: MessagePayload | null
  type: string | null
  isRevoked: boolean
  cloudCustomData: string
  onlineOnlyFlag: boolean
  nick: string
  nameCard: string
  version?: number
  isPeerRead?: boolean
  revoker: string | null
}

// ── Groups ─────────────────────────────────────────────────────────────────────────────────────────

/** Private groups are those that are called work groups elsewhere, and chat rooms (`ChatRoom`) meetings. */
export type GroupType = 'Private' | 'Public' | 'ChatRoom' | 'AVChatRoom' | 'Community'
export type GroupRole = 'Owner' | 'Admin' | 'Member' | 'Custom'
/** Who may join: everybody, who is let in, nobody. */
export type JoinOption = 'FreeAccess' | 'NeedPermission' | 'DisableApply'
/** Whom members may bring: everybody, who is let in, nobody. */
export type InviteOption = 'FreeAccess' | 'NeedPermission' | 'DisableInvite'
export type JoinStatus = 'JoinedSuccess' | 'AlreadyInGroup' | 'WaitAdminApproval'
export type GroupProfileFilter =
  | 'ownerID'
  | 'createTime'
  | 'lastInfoTime'
  | 'memberNum'
  | 'maxMemberNum'
  | 'joinOption'
  | 'inviteOption'
  | 'introduction'
  | 'notification'
  | 'muteAllMembers'
export interface CustomField {
  key: string
  value: string
}

/** A group: a live object, which changes in place. What is not known yet is `''`: getGroupProfile asks for all of it. */
export interface Group {
  groupID: string
  name: string
  avatar: string
  type: GroupType | ''
  introduction: string
  notification: string
  ownerID: string
  /** Seconds since 1970. */
  createTime: number | ''
  infoSequence: number | ''
  /** Seconds since 1970: when the group was last changed. */
  lastInfoTime: number | ''
  /** What the user is in the group. */
  selfInfo: GroupSelfInfo
  /** That of the conversation, the same object; without a conversation its members are `''`. */
  lastMessage: LastMessage | { lastTime: ''; lastSequence: ''; fromAccount: ''; messageForShow: '' }
  /** The sequence that the next message will have. */
  nextMessageSeq: number | ''
  memberCount: number | ''
  maxMemberCount: number | ''
  joinOption: JoinOption | ''
  inviteOption: InviteOption | ''
  groupCustomField: CustomField[]
  muteAllMembers: boolean
  isSupportTopic: boolean
  /** The same as `memberCount`, as older versions name it. */
  readonly memberNum: number | ''
  /** The same as `maxMemberCount`, as older versions name it. */
  readonly maxMemberNum: number | ''
}

export interface GroupSelfInfo {
  messageRemindType: RemindType | ''
  /** Seconds since 1970. */
  joinTime: number | ''
  nameCard: string
  role: GroupRole | ''
  userID: string
  memberCustomField: CustomField[] | undefined
  /** The sequence of the last message that was read. */
  readedSequence: number
  /** The sequences of messages that do not count as unread. */
  excludedUnreadSequenceList: number[] | undefined
}

/** A topic of a community: a live object, which changes in place. Its members are those of the community. */
export interface Topic {
  /** The ID of the community, `@TOPIC#_`, and more. */
  topicID: string
  topicName: string
  avatar: string
  introduction: string
  notification: string
  unreadCount: number
  /** Whether only the owner and administrators of the community may write. */
  muteAllMembers: boolean
  customData: string
  /** Who has mentioned the user since the topic was read. */
  groupAtInfoList: Mention[]
  /** The sequence that the next message will have. */
  nextMessageSeq: number
  lastMessage: LastMessage
  /** What the user is in the topic. */
  selfInfo: {
    /** For how many seconds the user may not write, as of when that was told. */
    muteTime: number
    /** The sequence of the last message that was read. */
    readedSequence: number
    messageRemindType: RemindType | ''
    /** The sequences of messages that do not count as unread. */
    excludedUnreadSequenceList: number[] | undefined
  }
}

export interface TopicOptions {
  groupID: string
  topicName: string
  /** Without it the server makes one up. */
  topicID?: string
  avatar?: string
  introduction?: string
  notification?: string
  /** Text of the application's own, up to 3000 bytes. */
  customData?: string
}

export interface TopicChanges extends Partial<Omit<TopicOptions, 'groupID' | 'topicID'>> {
  groupID: string
  topicID: string
  muteAllMembers?: boolean
}

/** A topic with which something did not work, and the server's code. */
export interface TopicFailure {
  topicID: string
  code: number
  message: string
}

/** A member of a group: a live object, which changes in place. */
export interface GroupMember {
  userID: string
  avatar: string
  nick: string
  role: GroupRole | ''
  /** Seconds since 1970. */
  joinTime: number | ''
  lastSendMsgTime: number | ''
  nameCard: string
  /** Seconds since 1970: until when the member may not write. */
  muteUntil: number
  memberCustomField: CustomField[]
}

/** What became of a member that was changed. */
export type MemberSet = IMResponse<{ group: Group | undefined; member: GroupMember | undefined }>

export interface GroupOptions {
  name: string
  /** Default `'Private'`. */
  type?: GroupType
  /** Up to 48 bytes of printable ASCII, not beginning with `@TGS#`. Without it the server makes one up. */
  groupID?: string
  introduction?: string
  notification?: string
  avatar?: string
  maxMemberNum?: number
  joinOption?: JoinOption
  inviteOption?: InviteOption
  memberList?: { userID: string; role?: 'Admin'; memberCustomField?: CustomField[] }[]
  groupCustomField?: CustomField[]
  /** Of communities: whether it has topics. Then nothing can be said in it outside of them (2115). */
  isSupportTopic?: boolean
}

export interface GroupChanges {
  groupID: string
  name?: string
  avatar?: string
  introduction?: string
  notification?: string
  maxMemberNum?: number
  /** Nobody but the owner and administrators may write. */
  muteAllMembers?: boolean
  joinOption?: JoinOption
  inviteOption?: InviteOption
  groupCustomField?: CustomField[]
}

/** Texts by key that the members of a group share. */
export type GroupAttributes = Record<string, string>

/** Whole numbers by key that the members of a group share. */
export type GroupCounters = Record<string, number>

/** Somebody wants to join a group, or was invited by a member and waits for an administrator. */
export interface GroupApplication {
  applicant: string
  applicantNick: string
  groupName: string
  groupID: string
  authentication: string
  messageKey: number
  /** 0: an application; 2: an invitation, of `userID`. */
  applicationType: number
  userID: string
}

/** Somebody who has not read a message yet, or has: a page of them. */
export interface ReadMembers {
  /** For the next page. */
  cursor: string
  isCompleted: boolean
  messageID: string
  /** Filled if these were asked for. */
  unreadUserIDList: string[]
  readUserIDList: string[]
}

/** A mention in a group since its conversation was read. */
export interface Mention {
  from: string
  groupID: string
  /** Of a mention in a topic. */
  topicID?: string
  messageSequence: number
  /** `[1]` of the user, `[2]` of everybody, `[3]` of both (`TIM.TYPES.CONV_AT_…`). */
  atTypeArray: number[]
}

/** What happened in a group: told to all members as a message. */
export interface GroupTipPayload {
  /** `TIM.TYPES.GRP_TIP_…`: 1 joined, 2 left, 3 removed, 4 made administrators, 5 administrators no more, 6 the group changed, 7 members muted, 8 a topic changed. */
  operationType: number
  /** Who has done it. */
  operatorID: string
  /** Whom it is about. */
  userIDList: string[]
  /** 1: by themselves, 2: invited. */
  groupJoinType?: number
  memberNum?: number
  memberCount?: number
  memberList?: {
    userID: string
    nick?: string
    avatar?: string
    /** Seconds. */
    muteTime?: number
    duration?: number
    reason?: string
  }[]
  /** What has changed, by the names of these members. */
  newGroupProfile?: {
    groupName?: string
    avatar?: string
    introduction?: string
    notification?: string
    joinOption?: JoinOption
    inviteOption?: InviteOption
    ownerID?: string
    muteAllMembers?: boolean
    groupCustomField?: CustomField[]
  }
  /** What has changed in a topic; `muteAllMembers` is 0 or 1. */
  newTopicInfo?: {
    topicName?: string
    avatar?: string
    introduction?: string
    notification?: string
    customData?: string
    muteAllMembers?: number
  }
  groupProfile: { groupID: string; groupName?: string; from?: string; to?: string }
}

/** What concerns this user in a group. */
export interface GroupNoticePayload {
  /**
   * 1 somebody applies, 2 let in, 3 refused, 4 removed, 5 dismissed, 6 made, 7 invited, 8 left at another device,
   * 9 made administrator, 10 administrator no more, 11 recycled, 20 announced otherwise, 21 banned, 255 by the application.
   */
  operationType: number
  operatorID: string
  /** What the applicant, or the administrator, says. */
  handleMessage?: string
  messageKey?: number
  authentication?: string
  userDefinedField?: string
  messageRemindType?: RemindType
  groupProfile: { groupID: string; name?: string; groupName?: string; from?: string; to?: string }
}

export interface GroupTipMessage extends MessageOf<'TIMGroupTipElem'> {}
/** A message of the conversation `@TIM#SYSTEM`. */
export interface GroupNoticeMessage extends MessageOf<'TIMGroupSystemNoticeElem'> {}

/** A user's profile. The own one is a live object, which changes in place. */
export interface Profile {
  userID: string
  nick: string
  /** `''` until it is known. */
  gender: Gender | ''
  /** As a number: 19990909. */
  birthday: number
  location: string
  selfSignature: string
  allowType: AllowType
  language: number
  /** A URL, or `''`. */
  avatar: string
  messageSettings: 0 | 1
  adminForbidType: AdminForbidType
  level: number
  role: number
  /** Milliseconds since 1970. */
  lastUpdatedTime: number
  profileCustomField: { key: string; value: string }[]
}

/** Of a user: unknown, online, connection lost without signing out, signed out or never signed in. */
export type UserStatusType = 0 | 1 | 2 | 3

export interface UserStatus {
  userID: string
  /** One of `TIM.TYPES.USER_STATUS_…`. */
  statusType: UserStatusType
  customStatus: string
}

/** A user of several for whom something could not be done, and why. */
export interface UserFailure {
  userID: string
  code: number
  message: string
}

export interface UserStatusList {
  successUserList: UserStatus[]
  failureUserList: UserFailure[]
}

export type Gender = 'Gender_Type_Unknown' | 'Gender_Type_Female' | 'Gender_Type_Male'
export type AllowType = 'AllowType_Type_AllowAny' | 'AllowType_Type_NeedConfirm' | 'AllowType_Type_DenyAny'
export type AdminForbidType = 'AdminForbid_Type_None' | 'AdminForbid_Type_SendOut'

/** What `updateMyProfile` can change. */
export interface ProfileChanges {
  nick?: string
  avatar?: string
  gender?: Gender
  birthday?: number
  location?: string
  selfSignature?: string
  allowType?: AllowType
  language?: number
  messageSettings?: 0 | 1
  adminForbidType?: AdminForbidType
  level?: number
  role?: number
  /** Each `key` begins with `Tag_Profile_Custom`. */
  profileCustomField?: { key: string; value: string }[]
}

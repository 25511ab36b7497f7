/** A place where the rebuilt document has a free-form object, and the components that may stand there. */
export interface UnionRow {
  readonly revision: string
  readonly component: string
  readonly at: string
  readonly members: readonly string[] | 'free'
  readonly mark: 'Assumed'
  readonly source: string
}

const writableBlocks = [
  'ButtonBlockV1',
  'CouponBlockV1',
  'DropShadowBlockV1',
  'HeaderBlockV1',
  'HorizontalRuleBlockV1',
  'HTMLBlockV1',
  'ImageBlockV1',
  'ProductBlockV1',
  'ReviewBlockV1',
  'SocialBlockV1',
  'SpacerBlockV1',
  'SplitBlockV1',
  'TableBlockV1',
  'TextBlockV1',
  'VideoBlockV1',
  'SectionV1',
]

const readableBlocks = [...writableBlocks, 'UnsupportedBlock']

const insertableActions = [
  'BackInStockDelayAction',
  'CountdownDelayAction',
  'CodeAction',
  'InternalServiceAction',
  'ListUpdateAction',
  'MultiBranchSplitAction',
  'SendEmailAction',
  'SendInternalAlertAction',
  'SendPushNotificationAction',
  'SendSmsAction',
  'SendWebhookAction',
  'SendWhatsAppAction',
  'TargetDateAction',
  'TimeDelayAction',
  'UpdateProfileAction',
]

const row = (component: string, at: string, members: UnionRow['members'], source: string): UnionRow => ({
  revision: '2026-10-15',
  component,
  at,
  members,
  mark: 'Assumed',
  source,
})

const written =
  'the block types of the read union at 2026-07-15 in their V1 form, without `unsupported`; ' +
  'wrong if the live service takes V0 blocks or refuses one of these'
const read = 'the read union at 2026-07-15 in its V1 form; wrong if a read shows a V0 block'

/** Unions of revision 2026-10-15 that its rebuilt document lost, and the places where nothing better is known. */
export const unions: readonly UnionRow[] = [
  row('UniversalContentCreateQueryV1ResourceObject', 'attributes.definition', writableBlocks, written),
  row('UniversalContentPartialUpdateQueryV1ResourceObject', 'attributes.definition', writableBlocks, written),
  row('UniversalContentResponseV1ObjectResource', 'attributes.definition', readableBlocks, read),
  row('PostUniversalContentResponseV1', 'data.attributes.definition', readableBlocks, read),
  row('PatchUniversalContentResponseV1', 'data.attributes.definition', readableBlocks, read),
  row(
    'FlowActionInsertQueryResourceObject',
    'attributes.definition',
    insertableActions,
    'the actions of FlowActionUpdateQuery at 2026-07-15 that the reference calls insertable (revision-2026-10-15.md §9); ' +
      'wrong if an insertable action has members of its own',
  ),
  row(
    'FlowActionAnchorQueryResourceObject',
    'attributes.definition',
    'free',
    'the anchor shows its type and one link only; no union with those members is known',
  ),
  row('ClickTrackingConsent', 'metadata', 'free', 'metadata of open_tracking is free-form too at 2026-07-15'),
]

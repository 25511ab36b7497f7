import type { Group } from '../../resource.ts'
import { consentJobs, consentTakeOvers, consentTypes } from '../consent/index.ts'
import { importErrorType, importJobType } from './import-types.ts'
import { expireImport, requestImport, runImport, startImport } from './imports.ts'
import { requestMerge, runMerge } from './merge.ts'
import { listProfiles, profileType } from './profile-type.ts'
import { createPushToken, pushTokenType, removePushToken } from './push-tokens.ts'
import { createProfileAnswer, importProfileAnswer, updateProfileAnswer } from './writes.ts'

// Profiles, their push tokens, merges and bulk imports. audience §2 and §6.

export const profiles: Group = {
  name: 'Profiles',
  types: [profileType, pushTokenType, importJobType, importErrorType, ...consentTypes],
  takeOvers: {
    get_profiles: listProfiles,
    create_profile: createProfileAnswer,
    update_profile: updateProfileAnswer,
    create_or_update_profile: importProfileAnswer,
    merge_profiles: requestMerge,
    bulk_import_profiles: requestImport,
    create_push_token: (context) => createPushToken(context),
    delete_push_token: removePushToken,
    ...consentTakeOvers,
  },
  jobs: {
    'profile-merge': runMerge,
    'profile-bulk-import-job-start': startImport,
    'profile-bulk-import-job': runImport,
    'profile-bulk-import-job-expiry': expireImport,
    ...consentJobs,
  },
}

/** Proving a published folder needs neither a database nor a right: whoever has the bytes may check them. */
export {
  type VerifiedExport,
  type VerifyProblem,
  verifyExportFolder,
} from '#exports/verify/verify-folder.ts';

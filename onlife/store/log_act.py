"""What the log book tells of: the words that its rows keep."""

from __future__ import annotations

from enum import StrEnum

from onlife.translation import N_

APP = N_("de app")
"""The actor of what the app does by itself."""
PROVIDER = N_("de aanmelddienst")
"""The actor of what follows from somebody's groups at the provider that they sign in with."""


class Act(StrEnum):
    """What can be done. The comment says what `thing` and `detail` hold."""

    NETWORK_SAVED = "network saved"  # detail: threshold
    PARTNER_SAVED = "partner saved"  # thing: partner; detail: people asked before and after, where that changed
    PARTNER_ARCHIVED = "partner archived"  # thing: partner
    PRACTICE = "practice"  # of round; detail: its state
    ROUND_SAVED = "round saved"  # thing: round; detail: state, and whether partners see the network pages
    SCANS_TAKEN_IN = "scans taken in"  # thing: round; detail: how many
    SCANS_WITHDRAWN = "scans withdrawn"  # thing: round; detail: how many that were taken in
    PARTNERS_MERGED = "partners merged"  # thing: the partner that stays; detail: the one that goes
    SLIPS_MADE = "slips made"  # thing: partner; detail: how many
    LINK_MADE = "link made"  # thing: partner; detail: kind
    LINK_REVOKED = "link revoked"
    LINK_REPLACED = "link replaced"
    LINK_OPENED = "link opened"
    TEAM_CODE = "team code"  # thing: partner; detail: on or off
    SCAN_STEP = "scan step"  # thing: partner; detail: steps
    ACCOUNT_ADDED = "account added"  # thing: account
    ACCOUNT_REMOVED = "account removed"
    PASSWORD = "password"
    ROLE = "role"  # thing: account; detail: role, or nothing
    INVITATION = "invitation"  # of the coordinator of a network; detail: made, used or ended
    PROGRAMME = "programme"  # thing: account; detail: on or off
    FACTOR_ON = "factor on"
    FACTOR_OFF = "factor off"
    LOGIN = "login"  # thing: account
    LOGOUT = "logout"
    LOGOUT_EVERYWHERE = "logout everywhere"
    LOGIN_BLOCKED = "login blocked"  # thing: account, or nothing for a name that does not exist
    MEETING = "meeting"  # thing: meeting; detail: state
    QUESTION = "question"  # thing: meeting; detail: block or element, and step
    AGREED = "agreed"  # thing: round; detail: block or element, and light
    CONTACT = "address"  # thing: partner; older versions knew of an address only
    MAIL_QUEUED = "mail queued"  # thing: partner; detail: occasion
    MAIL_ENDED = "mail ended"  # thing: partner; detail: occasion and what became of it
    PROPOSAL = "proposal"  # thing: partner; detail: step
    QUOTED = "quoted"  # thing: partner; detail: on or off
    REMARK_SHARED = "remark shared"  # thing: partner; detail: on or off
    QUESTIONNAIRE_ADDED = "questionnaire added"  # detail: version
    QUESTIONNAIRE_CHOSEN = "questionnaire chosen"  # detail: version
    COMPARING = "comparing"  # detail: on or off
    HELPED = "helped"  # detail: on or off
    HELPED_SENTENCE = "helped sentence"  # detail: on, or off for taken back
    TAKEN_IN = "taken in"  # detail: move or archive
    KIND = "kind"  # of network
    EXPORTED = "exported"  # detail: name of the file
    ERASED = "erased"  # thing: what is gone; detail: what it was
    RETENTION_SET = "retention set"  # detail: kind and months
    RETAINED = (
        "retained"  # detail: kind, how many were destroyed, and (not in older rows) the months that they are kept
    )
    BACKED_UP = "backed up"
    BACKUPS_DESTROYED = "backups destroyed"  # detail: how many, before their time
    BACKUPS_EXPIRED = "backups expired"  # detail: how many
    RESTORED = "restored"
    SENDER = "sender"
    LETTER = "letter"  # detail: on for own words, off for those of the app
    TAKEN_OVER = "taken over"  # detail: what of the programme
    STATEMENT = "statement"  # detail: field
    ANCHOR = "anchor"  # older rows are gone, rightly; detail: the seal of the last of them

// Generated from docs/openapi.json by `npm run generate`.
export interface paths {
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["currentSession"];
        put?: never;
        /** Signs in: sets the session’s cookie */
        post: operations["signIn"];
        /** Ends the session */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms a session in which no second factor was used yet, as after a sign-in by a company account */
        post: operations["useSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a sign-in by the company’s own accounts (OpenID Connect) */
        post: operations["beginOidcSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The provider sends the browser back here; it is sent on to a page of the panel */
        get: operations["oidcCallback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the user’s account is linked with a company account */
        get: operations["accountOidc"];
        put?: never;
        /** Begins to link the user’s own account with a company account */
        post: operations["linkOidc"];
        /** Unlinks the user’s own account from the company account */
        delete: operations["unlinkOidc"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the tenant’s people sign in by the company’s own accounts (OpenID Connect) */
        get: operations["oidcSettings"];
        /** Sets the provider */
        put: operations["changeOidcSettings"];
        post?: never;
        /** Removes the provider; people sign in by password */
        delete: operations["removeOidcSettings"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/oidc/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says what is wrong with a provider; the settings are not saved, nobody is signed in */
        post: operations["checkOidcSettings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/passkey/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a sign-in by a passkey, or the second factor after a password */
        post: operations["beginPasskeySignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in by a passkey, without login and password: sets the session’s cookie */
        post: operations["signInByPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The user’s own passkeys */
        get: operations["passkeys"];
        put?: never;
        /** Adds the passkey that the browser has made */
        post: operations["addPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/passkeys/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins to add a passkey */
        post: operations["beginPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/passkeys/{id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes a passkey */
        post: operations["removePasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/security": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the user’s own account is secured */
        get: operations["accountSecurity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes the user’s own password; all other sessions of the user end */
        put: operations["changePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the secret of an authenticator app (RFC 6238); codes are asked for once one was confirmed */
        post: operations["beginTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns one-time codes on with a first code; returns the recovery codes, each of which is accepted once */
        post: operations["confirmTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/totp/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns one-time codes off */
        post: operations["removeTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The user’s own e-mail address */
        get: operations["accountEmail"];
        put?: never;
        /** Sends a link to a new address, which becomes the user’s own when the link is opened */
        post: operations["changeAccountEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/email/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets the address by the token of the link; only in a session of the same user */
        post: operations["confirmAccountEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The user’s own sessions, the one used last first */
        get: operations["accountSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one of the user’s own sessions; what runs by it ends within a second */
        delete: operations["endAccountSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/sessions/end-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends all of the user’s own sessions but this one */
        post: operations["endOtherAccountSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/end-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends all sessions of another user of the same tenant */
        post: operations["endUserSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the user sees the panel, and which mails the user gets */
        get: operations["accountSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes the settings that are given */
        patch: operations["changeAccountSettings"];
        trace?: never;
    };
    "/api/v1/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a link to set a new password to the account’s e-mail address, if there is such an account */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-reset/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets the password by the token of a link, from a reset or an invitation; all sessions of the user end */
        post: operations["setPasswordByLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The invitations that were not accepted yet, the newest first */
        get: operations["invitations"];
        put?: never;
        /** Adds a user and sends a link, by which the person sets the password */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a new link; the earlier one is not accepted any more */
        post: operations["inviteAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes an invited user who has never signed in; the link is not accepted any more */
        delete: operations["withdrawInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/security-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the tenant demands of its users’ sign-ins */
        get: operations["securityPolicy"];
        /** Changes it, from the next request of each user on */
        put: operations["setSecurityPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The history of calls, newest first */
        get: operations["listCalls"];
        put?: never;
        /** Imports call detail records: calls that took place, recorded or not */
        post: operations["importCdrs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live-calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calls that are being recorded now */
        get: operations["listLiveCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live-calls/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calls that are being recorded now, as server-sent events */
        get: operations["liveCallEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/live-calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calls of all tenants that are being recorded now, without who speaks */
        get: operations["listOperatorLiveCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All calls that match, newest first, as a table; times are Warsaw’s. It is audited */
        get: operations["exportCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of a call’s recording: its way from the PBX to its destruction, and why a step is missing */
        get: operations["callTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/missing-call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why a call of about a time is not in the history */
        get: operations["missingCall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/calls/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same for the operator’s support, by the id of a call or a recording; the tenant’s audit log says so */
        get: operations["supportTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/missing-call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is known of a time at which a customer misses a call; the tenant’s audit log says so */
        get: operations["supportMissingCall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/totals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many calls a filter finds and how long they lasted, in all, by day and by hour */
        get: operations["callTotals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/saved-searches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The user’s saved searches of the history of calls, by name */
        get: operations["listSavedSearches"];
        put?: never;
        /** Saves filters of the history of calls under a name, for the user alone */
        post: operations["addSavedSearch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/saved-searches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a saved search of the user’s */
        delete: operations["removeSavedSearch"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/phone-book": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The names of numbers that the panel shows, by name */
        get: operations["listPhoneBook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/phone-book/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Names a number or an extension */
        put: operations["setPhoneBookEntry"];
        post?: never;
        /** Removes the name of a number */
        delete: operations["removePhoneBookEntry"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/phone-book/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads names from a CSV file; lines with faults are left out and reported */
        post: operations["importPhoneBook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notes, tags and marks for review of a call */
        get: operations["callNotes"];
        put?: never;
        /** Adds a note to a call, or to a moment of its recording */
        post: operations["addCallNote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/notes/{noteId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a note: by its author or an administrator */
        delete: operations["removeCallNote"];
        options?: never;
        head?: never;
        /** Changes the text of a note: by its author or an administrator */
        patch: operations["changeCallNote"];
        trace?: never;
    };
    "/api/v1/calls/{id}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Adds tags to a call, and removes one’s own; an administrator removes any */
        patch: operations["changeCallTags"];
        trace?: never;
    };
    "/api/v1/calls/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tags of the calls that the user may see, those of most calls first */
        get: operations["listTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls that are marked for review, the newest marks first */
        get: operations["listReviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The users who may listen to a call: it can be marked for them */
        get: operations["callColleagues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Marks a call for a colleague to review, who gets a mail */
        post: operations["askCallReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/reviews/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a mark: by who asked, or an administrator */
        delete: operations["removeCallReview"];
        options?: never;
        head?: never;
        /** Says that the review is done, or not: by whom it is for, who asked, or an administrator */
        patch: operations["changeCallReview"];
        trace?: never;
    };
    "/api/v1/operator/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every tenant with its services, by name; and all plans */
        get: operations["listTenants"];
        put?: never;
        /** Adds a tenant with its first user, who changes the password at the first sign-in, and FTP account */
        post: operations["addCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A tenant with its contacts and numbers */
        get: operations["customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a tenant’s data; what is not given stays */
        patch: operations["changeCustomer"];
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Adds a contact, or changes the one with this e-mail address */
        put: operations["saveContact"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/contacts/{email}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a contact */
        delete: operations["removeContact"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a tenant a number */
        post: operations["addNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/suspension": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Suspends a tenant or changes the reason: its calls are not recorded, and its panel is read only */
        put: operations["suspendCustomer"];
        post?: never;
        /** Ends a suspension */
        delete: operations["resumeCustomer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/numbers/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a number from a tenant; its calls of before stay */
        delete: operations["removeNumber"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/waveform": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The waveform of a recording, for drawing */
        get: operations["recordingWaveform"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recording itself, or a byte range of it */
        get: operations["recordingAudio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recordings of the calls that match, in folders as of the tree, with a manifest; each is audited */
        get: operations["recordingsZip"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/zip/part": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A part of the recordings that match, however many: its size and where it is; and where the next begins */
        get: operations["recordingsZipPart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/zip/size": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many recordings such a ZIP has, and its size */
        get: operations["recordingsZipSize"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/share-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a link by which anybody who has it hears the recording */
        post: operations["makeShareLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/share-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One’s own links, newest first; of those who manage users all of the tenant’s */
        get: operations["listShareLinks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/share-links/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes a link; who is listening by it is cut off */
        delete: operations["revokeShareLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sharing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the tenant allows links to recordings */
        get: operations["sharing"];
        /** Allows links to recordings, or forbids them: then no link works */
        put: operations["setSharing"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a link needs to be opened; this is no use of it */
        post: operations["lookAtShareLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a link: one use. A cookie lets the sound be fetched for some hours */
        post: operations["openShareLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared/{id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recording of an opened link, or a byte range of it */
        get: operations["sharedAudio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Places a legal hold on a recording, or changes its reason and end */
        put: operations["placeHold"];
        post?: never;
        /** Lifts the hold: the recording is destroyed when it expires */
        delete: operations["liftHold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant’s users, by login */
        get: operations["listUsers"];
        put?: never;
        /** Adds a user, with no more rights than one’s own */
        post: operations["addUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes the role, the rights or the numbers of a user, or disables it; open sessions follow at once */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/api/v1/networks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** From where the tenant’s people and its FTP account may sign in */
        get: operations["allowedNetworks"];
        /** Changes from where they may; what is open from elsewhere ends */
        put: operations["changeAllowedNetworks"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/number-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The named lists of numbers to which users can be limited, by name */
        get: operations["listNumberGroups"];
        put?: never;
        /** Adds a number group */
        post: operations["addNumberGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/number-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a number group; its users see the calls of the new numbers at once, and no others */
        put: operations["changeNumberGroup"];
        post?: never;
        /** Removes a number group; its users stay limited, without its numbers */
        delete: operations["removeNumberGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recording-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which calls are recorded: the rules of the tenant, the first that fits a call decides */
        get: operations["listRecordingRules"];
        put?: never;
        /** Adds a recording rule after those there are; it takes effect with the next call */
        post: operations["addRecordingRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recording-rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a recording rule; calls that run keep what was decided for them */
        put: operations["changeRecordingRule"];
        post?: never;
        /** Removes a recording rule */
        delete: operations["removeRecordingRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recording-rules/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Sets the order of the recording rules */
        put: operations["orderRecordingRules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recording-rules/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a call between two numbers would be recorded, and which rule decides; changes nothing */
        post: operations["testRecordingRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant’s services and their state */
        get: operations["services"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services/call-recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Turns recording on or off, from the next call */
        patch: operations["changeCallRecording"];
        trace?: never;
    };
    "/api/v1/services/ftp/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a new password of the first file credential; as `POST /api/v1/file-credentials/{id}/password` */
        post: operations["newFtpPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services/orders/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an order would cost and do */
        post: operations["previewOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Orders a service or another number of its units; the same order key orders once, and with another request is refused */
        post: operations["order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services/retention-simulation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each retention period would keep and destroy of the stored recordings, when, and at what price */
        get: operations["retentionSimulation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/billing/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A statement for each billing period so far, newest first */
        get: operations["listStatements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/billing/statements/{periodStart}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The statement of one billing period */
        get: operations["statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The target of the packages, and whether sending to it works */
        get: operations["pushSetup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push/target": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Sets the target of the packages; packages not delivered yet are tried at once */
        put: operations["changePushTarget"];
        post?: never;
        /** Removes the target and its secrets; no more packages are sent */
        delete: operations["removePushTarget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push/target/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes, renames, reads back and removes a small file on the server; the settings are not saved */
        post: operations["testPushTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push/ssh-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a new SSH key for signing in to the target; the old one becomes invalid */
        post: operations["newPushKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The delivery state of each day */
        get: operations["pushDays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push/days/{day}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One day: its calls, its recordings, what was delivered and what is missing */
        get: operations["pushDay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push/days/{day}/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends the missing recordings of a day, or the complete day again */
        post: operations["sendPushDay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant’s audit log, newest first */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The complete audit log with its hashes, oldest first, one JSON document per line */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant’s API keys for integrators, without the keys themselves */
        get: operations["listApiKeys"];
        put?: never;
        /** Makes an API key, which is in the answer only */
        post: operations["addApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Refuses an API key from now on; its running requests end */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may fetch the tenant’s files over FTP, SFTP and WebDAV */
        get: operations["listFileCredentials"];
        put?: never;
        /** Adds a credential; its password is in the answer only */
        post: operations["addFileCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-credentials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Refuses a credential from now on; its sessions end */
        delete: operations["revokeFileCredential"];
        options?: never;
        head?: never;
        /** Changes a credential; sessions that it would not open any more end */
        patch: operations["changeFileCredential"];
        trace?: never;
    };
    "/api/v1/file-credentials/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a new password, which is in the answer only; the old one becomes invalid and sessions by it end */
        post: operations["newFilePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-credentials/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accepts a public key for SFTP */
        post: operations["addFileCredentialKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-credentials/{id}/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Refuses a public key from now on; sessions by it end */
        delete: operations["removeFileCredentialKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where files are fetched, and how they must be encrypted on the way */
        get: operations["fileAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Demands encryption of all sign-ins, or not; sessions that are not allowed any more end */
        patch: operations["changeFileAccess"];
        trace?: never;
    };
    "/api/v1/file-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in to fetch files, a few seconds ago */
        get: operations["listFileSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a session; its credential stays valid */
        delete: operations["endFileSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign-ins for files that failed in the last 30 days, with the reason; the last first */
        get: operations["listFailedFileSignIns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-sign-ins/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Failed sign-ins of a login of the tenant, or of its logins from an address, delay nobody any more */
        post: operations["unlockFileSignIns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/file-sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign-ins for files with a login that nobody has; the last first */
        get: operations["listUnknownFileSignIns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/file-sign-ins/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Failed sign-ins of a login, or from an address, delay nobody any more */
        post: operations["unlockAnyFileSignIns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/file-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a tenant’s files are fetched, and how they must be encrypted on the way */
        get: operations["tenantFileAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Demands encryption of all sign-ins of a tenant, or not; sessions that are not allowed any more end */
        patch: operations["changeTenantFileAccess"];
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/file-credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may fetch a tenant’s files */
        get: operations["listTenantFileCredentials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/file-credentials/{credentialId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Refuses a credential of a tenant from now on; its sessions end */
        delete: operations["revokeTenantFileCredential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/file-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in to fetch a tenant’s files, a few seconds ago */
        get: operations["listTenantFileSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/file-sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a session of a tenant; its credential stays valid */
        delete: operations["endTenantFileSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/file-sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign-ins for a tenant’s files that failed in the last 30 days, with the reason; the last first */
        get: operations["listTenantFailedFileSignIns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/file-sign-ins/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Failed sign-ins of a login of a tenant, or of its logins from an address, delay nobody any more */
        post: operations["unlockTenantFileSignIns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/cancellations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cancellations that came by e-mail, newest first */
        get: operations["listCancellations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/cancellations/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms the receipt: the service ends, and the sender is informed when */
        post: operations["confirmCancellation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/cancellations/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rejects a cancellation: the service continues */
        post: operations["rejectCancellation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every price ever set, newest day first */
        get: operations["listPrices"];
        put?: never;
        /** Sets a price from a day on */
        post: operations["addPrice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a tenant’s plan; the same order key changes it once */
        put: operations["changePlan"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a plan; it is free until it has a price */
        post: operations["addPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/plans/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes what a plan includes and allows, or retires it; what is not given stays */
        patch: operations["editPlan"];
        trace?: never;
    };
    "/api/v1/rodo/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests of data subjects, newest first */
        get: operations["listRodoRequests"];
        put?: never;
        /** Opens a request of a data subject; it is due a month after its receipt */
        post: operations["openRodoRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rodo/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A request of a data subject */
        get: operations["getRodoRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rodo/requests/{id}/package": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The package as a ZIP; each download is recorded in the audit log */
        get: operations["downloadRodoPackage"];
        put?: never;
        /** Orders the package of an access request; it is made soon, and again if it is ordered again */
        post: operations["orderRodoPackage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rodo/requests/{id}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Orders the erasure; it is done soon, and again if it is ordered again */
        post: operations["orderRodoErasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rodo/requests/{id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an erasure has done, and what not and why; as a text in Polish to print, or JSON */
        get: operations["rodoAnswer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rodo/requests/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Releases what another administrator has ordered */
        post: operations["releaseRodoRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rodo/requests/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes an answered request: its number and its package are deleted */
        post: operations["closeRodoRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rodo/requests/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the service has the number of the request; recorded in the audit log */
        get: operations["previewRodoRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rodo/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How requests of data subjects are handled */
        get: operations["rodoSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rodo/settings/two-person-release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** From now on a second administrator must release packages and erasures; only the operator turns it off */
        post: operations["turnOnTwoPersonRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/rodo/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests of data subjects, newest first */
        get: operations["listRodoRequestsAsOperator"];
        put?: never;
        /** Opens a request of a data subject; it is due a month after its receipt. For a tenant, in its audit log */
        post: operations["openRodoRequestAsOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/rodo/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A request of a data subject */
        get: operations["getRodoRequestAsOperator"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/rodo/requests/{id}/package": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The package as a ZIP; each download is recorded in the audit log */
        get: operations["downloadRodoPackageAsOperator"];
        put?: never;
        /** Orders the package of an access request; it is made soon, and again if it is ordered again */
        post: operations["orderRodoPackageAsOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/rodo/requests/{id}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Orders the erasure; it is done soon, and again if it is ordered again */
        post: operations["orderRodoErasureAsOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/rodo/requests/{id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an erasure has done, and what not and why; as a text in Polish to print, or JSON */
        get: operations["rodoAnswerAsOperator"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/rodo/requests/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Releases what another administrator has ordered */
        post: operations["releaseRodoRequestAsOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/rodo/requests/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes an answered request: its number and its package are deleted */
        post: operations["closeRodoRequestAsOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/rodo/requests/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the service has the number of the request; recorded in the audit log */
        get: operations["previewRodoRequestAsOperator"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/listening-grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the operator’s staff have asked for, and may listen to; newest first */
        get: operations["listListeningGrants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/listening-grants/{id}/uses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the operator’s staff did under a grant, newest first */
        get: operations["listListeningUses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/listening-grants/{id}/give": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets the operator’s staff listen as they asked, for a limited time */
        post: operations["giveListeningGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/listening-grants/{id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuses what the operator’s staff have asked for */
        post: operations["refuseListeningGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/listening-grants/{id}/take-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a grant now; what is being listened to under it ends within a second */
        post: operations["takeListeningGrantBack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/listening-grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Listening grants of all customers, and requests for them; newest first */
        get: operations["listListeningGrantsAsOperator"];
        put?: never;
        /** Asks a customer to let the operator’s staff listen; its administrators get a mail */
        post: operations["requestListeningGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/listening-grants/{id}/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recorded calls that a grant opens, newest first; the customer sees that they were shown */
        get: operations["listCallsUnderGrant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The PBXs that may record, by name, with their keys; never the keys themselves */
        get: operations["listSources"];
        put?: never;
        /** Allows a PBX to record; its key is in the answer only */
        post: operations["addSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Refuses a source’s new calls and its keys; calls that run are recorded to their end */
        delete: operations["removeSource"];
        options?: never;
        head?: never;
        /** Renames a source, replaces its addresses or certificate names, or sets how its sessions and call records are understood; sessions that run go on */
        patch: operations["changeSource"];
        trace?: never;
    };
    "/api/v1/operator/sources/{id}/digest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** From now on the source signs in over SIP by a user name and a new secret, which is in the answer only */
        put: operations["setSourceDigest"];
        post?: never;
        /** The source’s address is enough again; without one it can upload only */
        delete: operations["removeSourceDigest"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/sources/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a key to a source, or replaces one, which stays valid for a while */
        post: operations["addSourceKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/sources/{id}/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Refuses a key of a source from now on */
        delete: operations["removeSourceKey"];
        options?: never;
        head?: never;
        /** Sets until when a key of a source is valid */
        patch: operations["changeSourceKey"];
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/aliases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The names by which PBXs call a tenant */
        get: operations["listTenantAliases"];
        put?: never;
        /** Gives a tenant a name; calls that begin from now on and have it are the tenant’s */
        post: operations["addTenantAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/tenants/{id}/aliases/{aliasId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a name from a tenant; its calls of before stay */
        delete: operations["removeTenantAlias"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/unknown-tenant-names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The names that PBXs gave in the last 30 days and that no tenant has, those seen last first */
        get: operations["listUnknownTenantNames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/source-statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Of each PBX: its sessions of the last week, and how its RTP arrived */
        get: operations["listSourceStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/session-traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recording sessions whose SIP messages are kept, refused ones too; newest first, 200 at most */
        get: operations["listSessionTraces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/session-traces/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The SIP messages of a session, without names and numbers unless there is a reason */
        get: operations["sessionTraceMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/refused-uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The uploads of the last day whose audio could not be used; newest first, 200 at most */
        get: operations["listRefusedUploads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/refused-uploads/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file as it was received, under a listening grant for all recordings of the tenant with downloads */
        get: operations["refusedUploadFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/refused-uploads/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends it through again, as if the PBX had; once its cause is mended */
        post: operations["retryRefusedUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/personal-data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For how long each kind of personal data is kept */
        get: operations["personalData"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The statements issued for the periods that begin in a month, for invoicing */
        get: operations["monthStatements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stores a finished recording of a call */
        post: operations["uploadRecording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operator/sources/{id}/call-records/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The last 20 call records of a source, of the last day, and what they become by a mapping that need not be saved; the audit log says who looked */
        post: operations["previewCallRecords"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recording-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a call between two numbers is to be recorded now */
        get: operations["recordingPolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["openApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process is alive */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether every role can work */
        get: operations["readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics for Prometheus */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AccountEmail: {
            /** @description Where the mails about this account go; null: to the tenant’s contacts. */
            email: string | null;
            /** @description The address that waits until the link in its mail is opened. */
            pending: {
                email: string;
                /** Format: date-time */
                expiresAt: string;
            } | null;
        };
        AccountSecurity: {
            totp: {
                /** @description Whether a one-time code is asked for at sign-in. */
                on: boolean;
                recoveryCodesLeft: number;
            };
        };
        AccountSession: {
            /** Format: uuid */
            id: string;
            /** @description Whether it is the session of this request. */
            current: boolean;
            /** @description Where it was begun. */
            address: string | null;
            browser: string | null;
            /** @description The operating system. */
            system: string | null;
            /** Format: date-time */
            begunAt: string;
            /**
             * Format: date-time
             * @description Up to a minute late.
             */
            lastSeenAt: string;
        };
        AccountSettings: {
            /** @description Of the panel and of mails to this user; null: not chosen, mails are in the tenant’s language. */
            language: ("pl" | "en") | null;
            /** @description Light, dark or as the system; null: not chosen. */
            theme: ("auto" | "light" | "dark") | null;
            /** @description Whether a sign-in from a new browser or network is reported by mail. */
            mailOfSignIns: boolean;
        };
        /** @description The passwords are shown only here. */
        AddedCustomer: {
            /** Format: uuid */
            tenantId: string;
            panel: {
                login: string;
                password: string;
            };
            ftp: {
                login: string;
                password: string;
            };
        };
        AddedFileCredential: {
            credential: components["schemas"]["FileCredential"];
            /** @description Shown only now; null: it has none. */
            password: string | null;
        };
        AddedKey: {
            /** Format: uuid */
            keyId: string;
            /** @description Shown only now. */
            apiKey: string;
        };
        AddedSource: {
            /** Format: uuid */
            keyId: string;
            /** @description Shown only now. */
            apiKey: string;
            /** Format: uuid */
            sourceId: string;
        };
        AddedUser: {
            user: components["schemas"]["ManagedUser"];
            /** @description Shown this once; it must be changed at the first sign-in. */
            password: string;
        };
        AllowedNetworks: {
            /** @description Empty: from everywhere. */
            readonly networks: string[];
            /** @description From which this request comes. */
            ownAddress: string;
        };
        ApiKey: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Its first characters. */
            prefix: string;
            readonly scopes: ("calls:read" | "recordings:listen" | "recordings:download" | "services:read" | "holds")[];
            /** Format: date-time */
            createdAt: string;
            /** @description Null: valid until it is revoked. */
            expiresAt: string | null;
            lastSeen: components["schemas"]["LastUse"] | null;
            /** @description Null: the operator, or not known. */
            maker: {
                /** Format: uuid */
                id: string;
                login: string;
            } | null;
            /** @description Its maker is blocked, or has lost rights that are needed to make it. It stays valid until it is revoked. */
            aboveMaker: boolean;
        };
        ApiKeyList: {
            readonly keys: components["schemas"]["ApiKey"][];
        };
        AppliedRule: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Of the calls that it fits, so many are recorded. */
            percent?: number;
        };
        AuditEvent: {
            /** @description The event’s place in the tenant’s chain, from 1. */
            seq: number;
            /** Format: date-time */
            at: string;
            /** @description Who did it: a user’s id, `key:` and the id of an API key, an FTP login, `cli`. */
            actor: string;
            /** @description The login, if the actor is a user; the name and the first characters, if it is an API key. */
            actorLogin: string | null;
            action: string;
            /** @description What the action concerned. */
            subject: string | null;
            /** @description If the subject is a recording: the path of its file in the tree. */
            recordingPath: string | null;
            /** @description The peer’s IP address. */
            address: string | null;
            detail: unknown;
        };
        AuditPage: {
            readonly events: components["schemas"]["AuditEvent"][];
            nextCursor: string | null;
        };
        /** @enum {string} */
        Authenticity: "verified" | "unverified" | "forged";
        Call: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            startedAt: string;
            answeredAt: string | null;
            endedAt: string | null;
            direction: components["schemas"]["Direction"];
            /** @description Null: withheld. */
            caller: string | null;
            callee: string | null;
            /** @description As the phone book names the number; null: not at all. */
            callerName: string | null;
            calleeName: string | null;
            /** @description Names of other numbers that took part or were dialled, by number. */
            otherNames: {
                [key: string]: string;
            };
            /** @description What the caller dialled, where it is not the callee’s number: a feature code (`*11`), a hunt group’s number. */
            dialled: string | null;
            durationMs: number | null;
            readonly flags: components["schemas"]["CallFlag"][];
            /** @description A number was removed at the request of a data subject; a party without a number may be that one. */
            numbersErased: boolean;
            /** @description Why there is no recording; null where there is one. */
            noRecordingReason: components["schemas"]["NoRecordingReason"] | null;
            /** @description The recording rule that decided, as it was then; null: none. */
            recordingRule: components["schemas"]["AppliedRule"] | null;
            readonly tags: string[];
            /** @description How many there are. */
            notes: number;
            /** @description Whether colleagues are to look at it; `done`: all of them have. Null: nobody is asked. */
            review: ("open" | "done") | null;
            readonly recordings: components["schemas"]["CallRecording"][];
        };
        /** @enum {string} */
        CallFlag: "direction-guessed" | "parties-guessed" | "channels-guessed" | "number-not-in-plan" | "metadata-missing" | "metadata-malformed" | "mixed-stream" | "cut" | "rtp-timeout" | "session-expired" | "peer-gone" | "pause-limit" | "call-limit" | "packets-lost" | "no-audio" | "leg-silent" | "leg-refused" | "not-decodable" | "unnegotiated-codec" | "damaged";
        CallNote: {
            /** Format: uuid */
            id: string;
            /** @description Null: about the call. */
            moment: {
                /** Format: uuid */
                recordingId: string;
                atMs: number;
            } | null;
            text: string;
            /** @description A login; null: the account is removed. */
            author: string | null;
            /** Format: date-time */
            createdAt: string;
            changedAt: string | null;
            /** @description Whoever asks may change and remove it: its author, and administrators. */
            mayChange: boolean;
        };
        CallNotes: {
            readonly notes: components["schemas"]["CallNote"][];
            readonly tags: components["schemas"]["CallTag"][];
            readonly reviews: components["schemas"]["CallReview"][];
        };
        CallRecordPreview: {
            /** @description Newest first. */
            readonly requests: {
                /** Format: date-time */
                at: string;
                contentType: string;
                /** @description How many records it had; not all are kept. */
                total: number;
                /** @description Why the whole request was refused. */
                refused: string | null;
                /** @description Why its records cannot be separated by this mapping. */
                unreadable: string | null;
                /** @description As received, where it is unreadable. */
                text: string | null;
                readonly records: components["schemas"]["PreviewedRecord"][];
            }[];
        };
        CallRecording: {
            /** Format: uuid */
            id: string;
            durationMs: number;
            sizeBytes: number;
            fileName: string;
            /** @description Where the file is in the FTP tree: `YYYY/MM/DD/name.mp3`. */
            path: string;
            /** @description False once it is too old for the panel, and once it is destroyed. */
            playable: boolean;
            /**
             * Format: date-time
             * @description When it expires; a hold may keep it longer.
             */
            availableUntil: string;
            destroyedAt: string | null;
            hold: components["schemas"]["Hold"] | null;
            readonly flags: components["schemas"]["CallFlag"][];
            /** @description When the PBX had the recording paused; the audio is silent there. */
            readonly pauses: components["schemas"]["RecordingPause"][];
            /** @description Who took part and when, transfers included; empty: not kept by an earlier release, or erased. */
            readonly parties: components["schemas"]["RecordingParty"][];
            /** @description How well its packets arrived; null: uploaded, or of an earlier release. */
            quality: components["schemas"]["RecordingQuality"] | null;
        };
        CallRecordingService: {
            /** @description Whether the plan includes recording. */
            included: boolean;
            enabled: boolean;
            recordInternal: boolean;
        };
        CallReview: {
            /** @description Who is to look at the call. */
            for: {
                /** Format: uuid */
                id: string;
                /** @description Null: the account is removed. */
                login: string | null;
            };
            /** @description Who asks for it. */
            from: {
                /** Format: uuid */
                id: string;
                /** @description Null: the account is removed. */
                login: string | null;
            };
            note: string;
            /** Format: date-time */
            createdAt: string;
            /** @description Null: open. */
            doneAt: string | null;
            /** @description Whoever asks may say that it is done, or not. */
            mayFinish: boolean;
            mayRemove: boolean;
        };
        CallTag: {
            tag: string;
            mayRemove: boolean;
        };
        CallTags: {
            readonly tags: components["schemas"]["CallTag"][];
        };
        CallTimeline: {
            /** Format: uuid */
            callId: string;
            /** Format: date-time */
            startedAt: string;
            /** @description What became of the recording, or why there is none. */
            verdict: components["schemas"]["CallVerdict"];
            readonly flags: components["schemas"]["CallFlag"][];
            readonly steps: components["schemas"]["TimelineStep"][];
        };
        CallTotals: {
            calls: number;
            /** @description Of them: with a recording, destroyed ones included. */
            recorded: number;
            /** @description Of all calls that were answered and have ended. */
            durationMs: number;
            /** @description There are too many: only the newest were counted, those that started then or later. Null: all were. */
            countedFrom: string | null;
            /** @description Days in Europe/Warsaw with calls, oldest first. */
            readonly days: {
                /** Format: date */
                day: string;
                calls: number;
                /** @description Of them: with a recording, destroyed ones included. */
                recorded: number;
                /** @description Of all calls that were answered and have ended. */
                durationMs: number;
            }[];
            /** @description Hours of the day in Europe/Warsaw with calls. */
            readonly hours: {
                hour: number;
                calls: number;
                /** @description Of them: with a recording, destroyed ones included. */
                recorded: number;
                /** @description Of all calls that were answered and have ended. */
                durationMs: number;
            }[];
        };
        /** @enum {string} */
        CallVerdict: "available" | "on-files" | "awaiting-delivery" | "being-deleted" | "deleted-expired" | "deleted-option-ended" | "deleted-on-request" | "preparing" | "retrying" | "set-aside" | "given-up" | "not-recorded" | "source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered";
        CallsPage: {
            readonly calls: components["schemas"]["Call"][];
            nextCursor: string | null;
            /** @description Recorded calls that have ended and are not listed yet, whatever the filters, if that takes longer than some seconds. On the first page, for who sees all calls of the tenant; else null. */
            preparing: components["schemas"]["PreparingCalls"] | null;
        };
        CancellationList: {
            readonly cancellations: components["schemas"]["CancellationRequest"][];
        };
        CancellationRequest: {
            /** Format: uuid */
            id: string;
            /** @description Null: the sender is no tenant’s contact. */
            tenant: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            /** @description Null: the e-mail does not say clearly which service to end. */
            service: ("extended-retention" | "push") | null;
            sender: string;
            subject: string;
            body: string;
            authenticity: components["schemas"]["Authenticity"];
            /** Format: date-time */
            sentAt: string;
            /** Format: date-time */
            receivedAt: string;
            /** @enum {string} */
            state: "waiting" | "confirmed" | "rejected";
            /** @description Confirmed later, the service ends a period later; null: not known, or decided. */
            confirmBy: string | null;
            endsAtIfConfirmedNow: string | null;
            /** @description Of a confirmed one. */
            serviceEndsAt: string | null;
            decidedAt: string | null;
            /** @description A login. */
            decidedBy: string | null;
            decisionNote: string | null;
        };
        Colleagues: {
            readonly colleagues: {
                /** Format: uuid */
                id: string;
                login: string;
            }[];
        };
        Customer: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description The tax number, ten digits. */
            nip: string | null;
            /** @description For invoices. */
            address: {
                line1: string;
                line2: string | null;
                /** @description ISO 3166-1, two capital letters. */
                country: string;
            } | null;
            /** @description The id in the operator’s other systems. */
            externalId: string | null;
            /** @enum {string} */
            language: "pl" | "en";
            billingDay: number | null;
            /** @description Null: it is not suspended. */
            suspension: components["schemas"]["Suspension"] | null;
            /** @description Null: it stays. */
            leave: components["schemas"]["Leave"] | null;
            readonly contacts: {
                email: string;
                /** @description Administrative contacts get every mail. */
                readonly kinds: ("administrative" | "technical" | "billing" | "data-protection")[];
                name: string | null;
                phone: string | null;
            }[];
            /** @description Past and planned ones too. */
            readonly numbers: {
                number: string;
                /** @description Null: since ever. */
                startsAt: string | null;
                /** @description The first instant without it; null: no end is known. */
                endsAt: string | null;
            }[];
        };
        /** @enum {string} */
        Direction: "inbound" | "outbound" | "internal";
        /** @description The fields of a structured invoice, FA(3) of KSeF, that follow from the statement. */
        Fa3Invoice: {
            Podmiot2: {
                NIP?: string;
                Nazwa: string;
                Adres?: {
                    KodKraju: string;
                    AdresL1: string;
                    AdresL2?: string;
                };
            };
            OkresFa: {
                /** Format: date */
                P_6_Od: string;
                /** Format: date */
                P_6_Do: string;
            };
            P_13_1?: string;
            P_14_1?: string;
            P_13_2?: string;
            P_14_2?: string;
            P_13_3?: string;
            P_14_3?: string;
            P_13_6_1?: string;
            P_15: string;
            readonly FaWiersz: {
                NrWierszaFa: number;
                P_7: string;
                P_8A: string;
                P_8B: string;
                P_9A: string;
                P_11: string;
                P_12: string;
            }[];
        };
        FailedFileSignIn: {
            /** Format: uuid */
            id: string;
            /** @description Null: nobody has it; it is not stored. */
            login: string | null;
            /**
             * @description The protocol.
             * @enum {string}
             */
            door: "ftp" | "sftp" | "webdav";
            address: string;
            encrypted: boolean;
            /** @enum {string} */
            reason: "unknown-login" | "wrong-password" | "revoked" | "tenant-disabled" | "expired" | "wrong-door" | "wrong-network" | "encryption-required" | "too-many-failures" | "too-many-sessions";
            /** @description How many such within an hour, in one process. */
            attempts: number;
            /**
             * Format: date-time
             * @description The last of them.
             */
            failedAt: string;
        };
        FailedFileSignInList: {
            failed: components["schemas"]["FailedFileSignIn"][];
        };
        FileAccess: {
            /** @description The name or IP address of the server. */
            address: string;
            ftpPort: number;
            /** @description FTP with implicit TLS; null: off. */
            ftpsPort: number | null;
            /** @description Null: off. */
            sftpPort: number | null;
            webdavUrl: string;
            /**
             * @description `required`: nobody signs in unencrypted, over FTP only with TLS. `optional`: with and without. `off`: FTP without TLS.
             * @enum {string}
             */
            ftpTls: "required" | "optional" | "off";
            /**
             * @description What the operator set for all; `required` holds for every tenant; `off` also where there is no certificate.
             * @enum {string}
             */
            ftpTlsOfOperator: "required" | "optional" | "off";
            /** @description Of SFTP. */
            readonly hostKeys: {
                type: string;
                fingerprint: string;
                /** @description A record for DNS (RFC 4255). */
                sshfp: string;
            }[];
        };
        FileCredential: {
            /** Format: uuid */
            id: string;
            login: string;
            label: string;
            readonly doors: ("ftp" | "sftp" | "webdav")[];
            /** @description Null: all recordings of the tenant. */
            numbers: string[] | null;
            /** @description Null: until it is revoked. */
            expiresAt: string | null;
            /** @description Empty: no further limit than the tenant’s networks. */
            readonly allowedNetworks: string[];
            /** @description In 1000 bytes a second; null: no limit. */
            bandwidthKilobytes: number | null;
            readonly keys: components["schemas"]["FileCredentialKey"][];
            hasPassword: boolean;
            /** Format: date-time */
            createdAt: string;
            revokedAt: string | null;
            /** @description Its last sign-in; a few seconds old. */
            lastUsed: {
                /** Format: date-time */
                at: string;
                address: string;
                /**
                 * @description The protocol.
                 * @enum {string}
                 */
                door: "ftp" | "sftp" | "webdav";
                encrypted: boolean;
            } | null;
        };
        FileCredentialKey: {
            /** Format: uuid */
            id: string;
            /** @description `SHA256:…`, as OpenSSH prints it. */
            fingerprint: string;
            type: string;
            label: string;
            /** Format: date-time */
            addedAt: string;
        };
        FileCredentialList: {
            /** @description The oldest first; also the last 200 that were revoked. */
            readonly credentials: components["schemas"]["FileCredential"][];
        };
        FilePassword: {
            login: string;
            /** @description Shown only now. */
            password: string;
        };
        FileSession: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            credentialId: string;
            login: string;
            /**
             * @description The protocol.
             * @enum {string}
             */
            door: "ftp" | "sftp" | "webdav";
            address: string;
            encrypted: boolean;
            /** Format: date-time */
            since: string;
            /** @enum {string} */
            activity: "idle" | "listing" | "download";
            sentBytes: number;
        };
        FileSessionList: {
            sessions: components["schemas"]["FileSession"][];
        };
        Hold: {
            reason: string;
            /** @description A login, or `cli`. */
            placedBy: string;
            /** @description The first instant without the hold; null: until it is lifted. */
            until: string | null;
        };
        ImportedCdrs: {
            /** @description In the order of the request. */
            calls: {
                /** @description Null: refused or skipped. */
                callId: string | null;
                /** @description The code of the error; the other calls are imported. */
                refused: string | null;
                /**
                 * @description Only of a record that is neither wrong nor a call of its own: sending it again changes nothing.
                 * @enum {string}
                 */
                skipped?: "leg-of-another-call" | "not-a-call";
                /** @description Only of a refused call: its place in the request, from 0, and what is wrong with which field. */
                errors?: {
                    record: number;
                    field: string;
                    /** @description The field’s name in the record; the names that were searched, if there is none of them. */
                    sourceField?: string;
                    message: string;
                }[];
            }[];
        };
        Invitation: {
            /**
             * Format: uuid
             * @description Of the invited user.
             */
            id: string;
            login: string;
            email: string;
            /** @enum {string} */
            role: "admin" | "supervisor" | "agent";
            /** Format: date-time */
            invitedAt: string;
            /**
             * Format: date-time
             * @description When the link ends; it may be past.
             */
            expiresAt: string;
        };
        InvoicedStatement: {
            tenant: {
                /** Format: uuid */
                id: string;
                name: string;
            };
            /**
             * Format: date
             * @description The first day in Europe/Warsaw.
             */
            periodStart: string;
            /**
             * Format: date
             * @description The first day of the next period.
             */
            periodEnd: string;
            /** @description Null: the period has not ended; the amounts are those so far. */
            issuedAt: string | null;
            readonly lines: components["schemas"]["StatementLine"][];
            /** @description For each rate, from the sum of its net amounts. */
            readonly vat: components["schemas"]["VatSum"][];
            total: components["schemas"]["Money"];
            /** @description Services that were in force without a price; they are not charged. */
            readonly missingPrices: components["schemas"]["MissingPrice"][];
            fa3: components["schemas"]["Fa3Invoice"];
        };
        LastUse: {
            /** Format: date-time */
            at: string;
            address: string;
        };
        /** @description The tenant leaves, or has left: all its data is destroyed. */
        Leave: {
            /**
             * Format: date
             * @description The first day without it.
             */
            on: string;
            /** Format: date-time */
            orderedAt: string;
            /** @description Since when its access is closed and its data is being destroyed. */
            leftAt: string | null;
            /** @description Since when nothing is left of it but what must be kept. */
            erasedAt: string | null;
        };
        LegQuality: {
            leg: number;
            /** @enum {string} */
            channel: "caller" | "callee" | "mixed";
            /** @description Null: no sound arrived. */
            codec: string | null;
            /** @description With sound. */
            packets: number;
            /** @description By sequence numbers. */
            lost: number;
            duplicates: number;
            /** @description Came later than their successors. */
            reordered: number;
            /** @description Of another sender, not negotiated, malformed or far too late. */
            ignored: number;
            /** @description RFC 3550 §6.4.1, the mean over the call. */
            jitterMs: number;
            maxJitterMs: number;
            /** @description Estimated from codec and loss by the E-model (ITU-T G.107); null: cannot be. */
            mos: number | null;
        };
        ListeningGrant: {
            /** Format: uuid */
            id: string;
            /** @description The login of one of the operator’s staff; null: each of them. */
            givenTo: string | null;
            /** @description Null: all of the customer’s. */
            recordingId: string | null;
            /** @description Whether recordings may be downloaded, too. */
            download: boolean;
            reason: string;
            /** @description A login, or `cli`. */
            requestedBy: string;
            /** Format: date-time */
            requestedAt: string;
            /** @enum {string} */
            state: "requested" | "lapsed" | "refused" | "valid" | "expired" | "taken-back";
            decidedBy: string | null;
            decidedAt: string | null;
            from: string | null;
            /** @description The first instant without it; null: it was not given. */
            until: string | null;
            takenBackBy: string | null;
            takenBackAt: string | null;
            /** @description Where the file is in the tree. */
            recordingPath: string | null;
        };
        ListeningGrantList: {
            readonly grants: components["schemas"]["ListeningGrant"][];
            defaultHours: number;
            maxHours: number;
        };
        ListeningUse: {
            /** Format: date-time */
            at: string;
            /** @description `listen`, `download`, `listening-calls-shown`, `rodo-package-downloaded`. */
            action: string;
            /** @description The login of one of the operator’s staff. */
            by: string;
            /** @description Of which recording: the path of its file in the tree. */
            recordingPath: string | null;
        };
        ListeningUseList: {
            readonly uses: components["schemas"]["ListeningUse"][];
            nextCursor: string | null;
        };
        LiveCall: {
            /**
             * Format: uuid
             * @description The id that the call has in the history when it has ended.
             */
            id: string;
            /** Format: date-time */
            startedAt: string;
            direction: components["schemas"]["Direction"];
            /** @description Null: withheld. */
            caller: string | null;
            callee: string | null;
            dialled: string | null;
            /** @description Nothing of it is recorded at the moment. */
            paused: boolean;
        };
        LiveCalls: {
            /**
             * Format: date-time
             * @description Of the server: durations are counted from it.
             */
            now: string;
            /** @description Newest first. */
            readonly calls: components["schemas"]["LiveCall"][];
            /** @description There are more calls than are listed. */
            more: boolean;
        };
        MadeShareLink: {
            /** Format: uuid */
            id: string;
            /** @description Shown only now. */
            url: string;
            /** Format: date-time */
            expiresAt: string;
        };
        ManagedUser: {
            /** Format: uuid */
            id: string;
            login: string;
            /** @enum {string} */
            role: "admin" | "supervisor" | "agent";
            /** @description What the user may do. */
            readonly rights: ("listen" | "download" | "hold" | "order" | "audit" | "users")[];
            /** @description Only calls of these numbers; null: all of the tenant’s. An agent is always limited. */
            limitedTo: {
                /** @description The tenant’s own numbers and extensions, in any notation. */
                readonly numbers: string[];
                /** @description Ids of number groups. */
                readonly groups: string[];
            } | null;
            disabled: boolean;
            /** @description False for the user who asks, and for those above this user’s own rights. */
            mayChange: boolean;
        };
        MissingCall: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            until: string;
            readonly findings: components["schemas"]["MissingCallFinding"][];
            /** @description Calls of that time that match, newest first. */
            readonly calls: {
                /** Format: uuid */
                id: string;
                /** Format: date-time */
                startedAt: string;
                /** @enum {string} */
                direction: "inbound" | "outbound" | "internal";
            }[];
        };
        MissingCallFinding: {
            /** @enum {string} */
            reason: "in-the-future" | "history-ended" | "preparing" | "retrying" | "set-aside" | "session-refused" | "session-running" | "upload-refused" | "not-entitled-then" | "suspended-now" | "recording-off-now" | "other-calls" | "limited-view" | "nothing-came" | "unknown-source" | "unknown-customer" | "unknown-names" | "pbx-silent" | "recorder-silent" | "traces-gone";
            count: number | null;
            at: string | null;
            /** @description Of a refused session: why; a name or a PBX that it concerns. */
            detail: string | null;
            /** @description For the operator’s staff; else null. */
            traceId: string | null;
        };
        MissingPrice: {
            /** @enum {string} */
            service: "plan" | "extended-retention" | "push" | "legal-hold";
            plan: string | null;
            /** @enum {string} */
            fee: "monthly" | "activation";
        };
        Money: {
            netGrosze: number;
            vatGrosze: number;
            grossGrosze: number;
        };
        MonthStatements: {
            readonly statements: components["schemas"]["InvoicedStatement"][];
        };
        /** @enum {string} */
        NoRecordingReason: "source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered";
        NumberGroup: {
            /** Format: uuid */
            id: string;
            name: string;
            readonly numbers: string[];
        };
        NumberGroupList: {
            readonly groups: components["schemas"]["NumberGroup"][];
        };
        OidcCheck: {
            passed: boolean;
            readonly steps: {
                /** @enum {string} */
                step: "configuration" | "keys" | "client" | "redirect";
                /** @enum {string} */
                outcome: "passed" | "failed" | "unclear" | "not-tried";
                /** @description What is wrong, if the step failed. */
                problem: ("address-forbidden" | "unreachable" | "timeout" | "certificate-invalid" | "not-a-provider" | "issuer-differs" | "no-pkce" | "no-keys" | "client-refused" | "redirect-refused" | "answer-invalid" | "sign-in-refused") | null;
                /** @description What the provider or the connection said. */
                detail: string | null;
            }[];
        };
        OidcSettings: {
            /** @description Null: none is set. */
            setup: components["schemas"]["OidcSetup"] | null;
            /** @description To be registered with the provider. */
            redirectUri: string;
            /** @description Where people sign in; null: no provider is set. */
            signInUrl: string | null;
        };
        OidcSetup: {
            /**
             * Format: uri
             * @description The issuer’s address, as the provider names it.
             */
            issuer: string;
            clientId: string;
            /** @description In which domains accounts are found or made by e-mail address. */
            readonly emailDomains: string[];
            /** @description At the first sign-in a person gets the account with the same e-mail address, if the provider verified it. */
            linkByEmail: boolean;
            /** @description A person without an account gets a new one, with the role agent. */
            addUsers: boolean;
            /** @description Passwords and passkeys are refused. */
            onlyOidc: boolean;
            /** @description The provider asks everybody for a second factor. If not, only sign-ins that it says so of (`amr`, `acr`) have one. */
            secondFactor: boolean;
            hasSecret: boolean;
            /** @description The name in the address `/t/NAME`. */
            company: string;
        };
        /** @description A call that runs, without who speaks. */
        OperatorLiveCall: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            tenantId: string;
            sourceId: string | null;
            /** Format: uuid */
            recorderId: string;
            /** Format: date-time */
            startedAt: string;
            paused: boolean;
        };
        OperatorLiveCalls: {
            /** Format: date-time */
            now: string;
            readonly calls: components["schemas"]["OperatorLiveCall"][];
            more: boolean;
        };
        OperatorTenant: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Null: none at the moment. */
            plan: string | null;
            readonly numbers: string[];
            recordingEnabled: boolean;
            /** @description 0: the tenant has left. */
            retentionDays: number;
            pushActive: boolean;
            /** @description Null: it is not suspended. */
            suspension: components["schemas"]["Suspension"] | null;
            /** @description Null: it stays. */
            leave: components["schemas"]["Leave"] | null;
        };
        OrderPreview: {
            /** Format: date-time */
            effectiveAt: string;
            /** @description What the order adds to the current period’s charges. */
            payNow: components["schemas"]["Money"];
            monthlyBefore: components["schemas"]["Money"];
            monthlyAfter: components["schemas"]["Money"];
            /** @description Null: how long recordings are kept does not change. */
            retention: {
                daysBefore: number;
                daysAfter: number;
                /** @description Recordings whose expiry changes. */
                affected: {
                    recordings: number;
                    bytes: number;
                };
                /** @description The recordings that the change would destroy, and when; null: none. */
                destroyed: {
                    recordings: number;
                    bytes: number;
                    /** Format: date-time */
                    at: string;
                } | null;
                /** @description Recordings that would no longer be available, but are kept until they are delivered. */
                awaitingDelivery: {
                    recordings: number;
                    bytes: number;
                };
            } | null;
        };
        Passkeys: {
            /** @description Whether browsers allow passkeys at the panel’s address. */
            available: boolean;
            readonly passkeys: {
                /** Format: uuid */
                id: string;
                name: string;
                /** Format: date-time */
                createdAt: string;
                lastUsedAt: string | null;
            }[];
        };
        PersonalData: {
            /** @description For how long the audio is kept, by the tenant’s services. */
            recordings: {
                amount: number;
                /** @enum {string} */
                unit: "days" | "months";
            };
            /** @description For how long the operator keeps the rest. */
            readonly kinds: {
                /** @enum {string} */
                kind: "packages" | "calls" | "unrecorded-calls" | "metadata" | "mails" | "cancellations" | "rodo-requests" | "web-hooks" | "sessions" | "account-links" | "audit";
                period: {
                    amount: number;
                    /** @enum {string} */
                    unit: "days" | "months";
                };
            }[];
            /** @description For how long the SIP messages of the tenant’s sessions are kept for support; null: they are not. */
            traces: {
                amount: number;
                /** @constant */
                unit: "hours";
            } | null;
            /** @description For how long uploads of the tenant whose audio could not be used are kept for support; null: they are not. */
            refusedUploads: {
                amount: number;
                /** @constant */
                unit: "hours";
            } | null;
            /** @description Nothing of the tenant ends for now; null: not paused. */
            paused: {
                /** @description The first instant without the pause; null: until it is ended. */
                until: string | null;
            } | null;
        };
        PhoneBookEntry: {
            number: string;
            name: string;
        };
        PhoneBookImport: {
            added: number;
            changed: number;
            unchanged: number;
            removed: number;
            /** @description Lines that are left out; the first 200 of them. */
            readonly problems: {
                /** @description Of the file, from 1. */
                line: number;
                /** @enum {string} */
                problem: "number-invalid" | "number-withheld" | "number-twice" | "name-missing" | "name-too-long";
                /** @description What stands there. */
                text: string;
            }[];
            problemCount: number;
        };
        PhoneBookList: {
            readonly entries: components["schemas"]["PhoneBookEntry"][];
            /** @description How many match, on all pages. */
            found: number;
            /** @description How many there are. */
            total: number;
            /** @description How many there can be. */
            max: number;
        };
        Plan: {
            name: string;
            includesRecording: boolean;
            /** @description The most legal holds in force of a tenant; null: no limit. */
            maxHolds: number | null;
            /** @description The most days of a legal hold; null: no limit. */
            maxHoldDays: number | null;
            /** @description The tenants that have it keep it; no other gets it. */
            isRetired: boolean;
        };
        PreparingCalls: {
            calls: number;
            /** @description When the last of them is listed; null: not known. */
            expectedAt: string | null;
        };
        PreviewedRecord: {
            /** @description As received; null: it cannot be read. */
            fields: {
                [key: string]: unknown;
            } | null;
            /** @description What it becomes by this mapping; null: refused or skipped. */
            call: {
                /** Format: date-time */
                startedAt: string;
                /** @description Null: not answered; absent: not known. */
                answeredAt?: string | null;
                endedAt: string | null;
                caller: string | null;
                callee: string | null;
                dialled?: string | null;
                /** @description Null: derived from the numbers. */
                direction: ("inbound" | "outbound" | "internal") | null;
                externalId: string | null;
                tenantId: string | null;
            } | null;
            skipped: ("leg-of-another-call" | "not-a-call") | null;
            /** @description What is wrong with which field. */
            readonly errors: {
                field: string;
                /** @description The field’s name in the record, or the names that were searched. */
                sourceField?: string;
                message: string;
            }[];
            /** @description What became of it when it was received; null: not known. */
            received: {
                /** @description The code of the error; null: taken or skipped. */
                refused: string | null;
                /** @enum {string} */
                skipped?: "leg-of-another-call" | "not-a-call";
                readonly errors?: {
                    field: string;
                    /** @description The field’s name in the record, or the names that were searched. */
                    sourceField?: string;
                    message: string;
                }[];
            } | null;
        };
        Price: {
            /** @enum {string} */
            service: "plan" | "extended-retention" | "push" | "legal-hold";
            /** @description Of `plan` and `legal-hold`; null for all others. */
            plan: string | null;
            /** @enum {string} */
            fee: "monthly" | "activation";
            netGrosze: number;
            vatPercent: number;
            /** Format: date */
            validFrom: string;
            /** @description A login, or what imported the price. */
            setBy: string;
            /** Format: date-time */
            setAt: string;
        };
        PriceList: {
            readonly prices: components["schemas"]["Price"][];
        };
        Problem: {
            /** @constant */
            type: "about:blank";
            title: string;
            status: number;
            /** @enum {string} */
            code: "request-invalid" | "request-too-large" | "media-type-not-supported" | "cross-site-request" | "not-found" | "too-many-requests" | "internal-error" | "storage-full" | "not-ready" | "too-many-calls" | "sign-in-required" | "sign-in-failed" | "sign-in-code-required" | "password-change-required" | "second-factor-required" | "second-factor-unused" | "password-unchanged" | "password-sign-in-off" | "oidc-not-set-up" | "oidc-sign-in-expired" | "oidc-sign-in-refused" | "oidc-provider-failed" | "oidc-account-unknown" | "oidc-email-not-verified" | "oidc-account-taken" | "oidc-secret-required" | "oidc-not-tried" | "oidc-address-forbidden" | "oidc-key-missing" | "trace-key-missing" | "passkey-refused" | "passkeys-full" | "passkeys-not-possible" | "link-invalid" | "too-many-invitations" | "too-many-invitation-mails" | "password-wrong" | "code-wrong" | "totp-already-on" | "totp-key-missing" | "sign-in-throttled" | "not-allowed" | "address-not-allowed" | "own-address-excluded" | "own-account" | "above-own-rights" | "last-administrator" | "number-group-exists" | "phone-book-full" | "phone-book-file-invalid" | "saved-search-exists" | "too-many-saved-searches" | "recording-not-in-plan" | "order-key-reused" | "already-ordered" | "cancel-by-mail" | "price-unknown" | "price-in-the-past" | "service-not-active" | "cancellation-decided" | "cancellation-incomplete" | "plan-unknown" | "plan-exists" | "plan-retired" | "plan-in-use" | "number-invalid" | "number-taken" | "nip-invalid" | "external-id-taken" | "user-unknown" | "too-many-users" | "email-taken" | "tenant-unknown" | "leave-too-soon" | "tenant-has-left" | "source-address-taken" | "address-invalid" | "source-network-too-large" | "source-network-inexact" | "source-certificate-taken" | "source-user-invalid" | "source-user-taken" | "tenant-alias-taken" | "tenant-alias-unknown" | "source-unknown" | "source-key-unknown" | "too-many-source-keys" | "push-not-set-up" | "push-nothing-to-send" | "push-secret-required" | "sharing-forbidden" | "too-many-share-links" | "share-link-not-valid" | "share-link-password-wrong" | "recording-expired-from-panel" | "recording-destroyed" | "hold-limit-reached" | "too-many-notes" | "too-many-tags" | "too-many-reviews" | "review-exists" | "colleague-unknown" | "hold-too-long" | "recording-key-missing" | "recording-lost" | "recording-damaged" | "recording-unreadable" | "range-not-satisfiable" | "clock-not-trusted" | "retention-incomplete" | "audit-chain-broken" | "rodo-wrong-state" | "rodo-conflicts" | "rodo-own-number" | "rodo-same-person" | "rodo-not-complete" | "rodo-package-not-ready" | "destruction-log-key-missing" | "destruction-log-unsound" | "listening-not-granted" | "listening-wrong-state" | "too-many-listening-requests" | "too-many-live-streams" | "encryption-required" | "file-credential-unknown" | "too-many-file-credentials" | "public-key-invalid" | "public-key-exists" | "public-key-unknown" | "too-many-public-keys" | "api-key-invalid" | "api-key-unknown" | "too-many-api-keys" | "api-key-not-allowed" | "tenant-not-of-source" | "call-owner-unknown" | "call-in-the-future" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "too-many-recording-rules" | "recording-rules-changed" | "rule" | "audio-format-not-supported" | "file-not-described" | "sidecar-invalid" | "sidecar-without-audio" | "file-template-invalid" | "file-not-regular" | "file-changed" | "file-unreadable" | "file-being-written" | "retention-over" | "audio-unreadable" | "refused-upload-not-kept" | "config-invalid" | "public-address-unknown" | "database-unreachable" | "database-cannot-start" | "database-not-set-up" | "database-foreign" | "schema-behind" | "schema-too-new" | "migration-blocked" | "recorder-running" | "recorder-lease-lost" | "service-not-running" | "call-not-recorded" | "data-folder-in-use" | "data-folder-not-lockable" | "spool-unwritable" | "spool-unreadable" | "storage-not-mounted" | "object-store-unavailable" | "key-store-unavailable" | "sftp-host-keys-unreadable" | "port-taken";
            detail?: string;
            /** @description What is wrong with each field, for `request-invalid`. */
            errors?: {
                field: string;
                /** @description The field’s name in a call record of another format. */
                sourceField?: string;
                message: string;
            }[];
            /**
             * Format: uuid
             * @description Of an upload whose audio cannot be used: tell it the operator’s support, who has the file for a day.
             */
            refusedUploadId?: string;
        };
        PushDay: {
            /** Format: date */
            day: string;
            /**
             * @description `delivered`: all recordings of the day are on the target. `partial`: some are, the others wait or are missing. `failing`: none is, and the last attempt failed. `sending`: an attempt is running. `pending`: its time has not come yet. `not-set-up`: due, but there is no target. `not-due`: the push was not in force, or no recording of the day is kept any more.
             * @enum {string}
             */
            state: "delivered" | "partial" | "failing" | "sending" | "pending" | "not-set-up" | "not-due";
            /** @description Of the day: those that exist, and those that were delivered. */
            recordings: number;
            /** @description Of them, those in a completely delivered package. */
            delivered: number;
            /** @description Those that exist and were not delivered. */
            missing: number;
            /** @description Of `recordings`. */
            sizeBytes: number;
            /** @description When a recording of the day was last delivered. */
            deliveredAt: string | null;
            /** @description Why something is delivered and not verified: the server confirmed it, and does not let us look. Null: nothing is. */
            notVerified: components["schemas"]["PushNotVerified"] | null;
            /** @description Of the last attempt at what is not delivered yet; null: it did not fail. */
            failure: components["schemas"]["PushFailure"] | null;
            /** @description Of the packages that are begun and not delivered. */
            progress: components["schemas"]["PushProgress"] | null;
        };
        PushDayReport: {
            /** Format: date */
            day: string;
            /**
             * @description `delivered`: all recordings of the day are on the target. `partial`: some are, the others wait or are missing. `failing`: none is, and the last attempt failed. `sending`: an attempt is running. `pending`: its time has not come yet. `not-set-up`: due, but there is no target. `not-due`: the push was not in force, or no recording of the day is kept any more.
             * @enum {string}
             */
            state: "delivered" | "partial" | "failing" | "sending" | "pending" | "not-set-up" | "not-due";
            /** @description Of the day: those that exist, and those that were delivered. */
            recordings: number;
            /** @description Of them, those in a completely delivered package. */
            delivered: number;
            /** @description Those that exist and were not delivered. */
            missing: number;
            /** @description Of `recordings`. */
            sizeBytes: number;
            /** @description When a recording of the day was last delivered. */
            deliveredAt: string | null;
            /** @description Why something is delivered and not verified: the server confirmed it, and does not let us look. Null: nothing is. */
            notVerified: components["schemas"]["PushNotVerified"] | null;
            /** @description Of the last attempt at what is not delivered yet; null: it did not fail. */
            failure: components["schemas"]["PushFailure"] | null;
            /** @description Of the packages that are begun and not delivered. */
            progress: components["schemas"]["PushProgress"] | null;
            calls: {
                total: number;
                recorded: number;
                readonly withoutRecording: {
                    reason: components["schemas"]["NoRecordingReason"];
                    count: number;
                }[];
            };
            /** @description The first 200 of those that are missing. */
            readonly missingRecordings: {
                /** Format: uuid */
                recordingId: string;
                fileName: string;
                /** Format: date-time */
                startedAt: string;
                sizeBytes: number;
            }[];
            /** @description Recordings that were destroyed and are in no delivered package. */
            destroyedUndelivered: number;
            /** @description By number. */
            readonly packages: {
                /** Format: uuid */
                id: string;
                /** @description 1 for the day’s first, 2 and on for what came later. */
                number: number;
                /** @enum {string} */
                kind: "day" | "supplement" | "resend";
                /** @enum {string} */
                form: "tree" | "zip";
                /** @enum {string} */
                state: "delivered" | "sending" | "failing" | "waiting";
                recordings: number;
                sizeBytes: number;
                /** Format: date-time */
                madeAt: string;
                deliveredAt: string | null;
                deliveredTo: string | null;
                /** @description Why something is delivered and not verified: the server confirmed it, and does not let us look. Null: nothing is. */
                notVerified: components["schemas"]["PushNotVerified"] | null;
                failure: components["schemas"]["PushFailure"] | null;
                progress: components["schemas"]["PushProgress"] | null;
            }[];
        };
        PushDays: {
            /** @description Newest first, none after today. */
            readonly days: components["schemas"]["PushDay"][];
        };
        /** @description For people, in the panel’s languages. */
        PushExplanation: {
            pl: string;
            en: string;
        };
        PushFailure: {
            /** @description Stable. */
            code: string;
            explanation: components["schemas"]["PushExplanation"];
            /** @description The message of the server. */
            detail: string | null;
            /** Format: date-time */
            at: string;
        };
        PushKey: {
            /** @description A line of `authorized_keys`. */
            publicKey: string;
        };
        PushNotVerified: {
            /** @description Stable. */
            code: string;
            explanation: components["schemas"]["PushExplanation"];
            /** @description The message of the server. */
            detail: string | null;
        };
        PushProgress: {
            files: number;
            sentFiles: number;
            bytes: number;
            sentBytes: number;
        };
        PushSetup: {
            /** @description Whether the daily push is in force now. */
            active: boolean;
            /** @description Null: none is set. */
            target: components["schemas"]["PushTarget"] | null;
            /** @description Our SSH key, a line of `authorized_keys`; null: there is none. */
            publicKey: string | null;
            /** @description For how long undelivered recordings may be kept; 0: not offered. */
            keepUndeliveredDays: number;
            /** @description Of the last attempt; null: it did not fail. */
            failure: components["schemas"]["PushFailure"] | null;
            failingSince: string | null;
            /** @description Null: there is no package to send. */
            nextAttemptAt: string | null;
        };
        PushTarget: {
            /** @constant */
            kind: "ftp";
            host: string;
            port: number;
            login: string;
            folder: string;
            /** @description Send each file as `….part` and rename it when it is complete. False for accounts that may not rename: parts are then visible. */
            temporaryNames: boolean;
            /** @description SHA-256 of the only accepted certificate, `AB:CD:…`; null: any that is valid for the server. */
            certificate: string | null;
            /** @description The target in one line, without login. */
            place: string;
            /**
             * @description As folders and files, or as one ZIP a day.
             * @enum {string}
             */
            form: "tree" | "zip";
            /** @description Read every file back and compare it, if the server cannot give its checksum. */
            readBack: boolean;
            /** @description How many parallel uploads. */
            connections: number;
            /** @description Of all uploads together; null: no limit. */
            bytesPerSecond: number | null;
            /** @description Keep expired recordings until they are delivered, as far as offered. */
            keepUndelivered: boolean;
            /** @description Null also for users who may not change it: it may contain a secret. */
            hookUrl: string | null;
            /** Format: date-time */
            changedAt: string;
        } | {
            /** @constant */
            kind: "ftps";
            host: string;
            port: number;
            login: string;
            folder: string;
            /** @description Send each file as `….part` and rename it when it is complete. False for accounts that may not rename: parts are then visible. */
            temporaryNames: boolean;
            /** @description SHA-256 of the only accepted certificate, `AB:CD:…`; null: any that is valid for the server. */
            certificate: string | null;
            /** @description The target in one line, without login. */
            place: string;
            /**
             * @description As folders and files, or as one ZIP a day.
             * @enum {string}
             */
            form: "tree" | "zip";
            /** @description Read every file back and compare it, if the server cannot give its checksum. */
            readBack: boolean;
            /** @description How many parallel uploads. */
            connections: number;
            /** @description Of all uploads together; null: no limit. */
            bytesPerSecond: number | null;
            /** @description Keep expired recordings until they are delivered, as far as offered. */
            keepUndelivered: boolean;
            /** @description Null also for users who may not change it: it may contain a secret. */
            hookUrl: string | null;
            /** Format: date-time */
            changedAt: string;
        } | {
            /** @constant */
            kind: "sftp";
            host: string;
            port: number;
            login: string;
            folder: string;
            /** @description Send each file as `….part` and rename it when it is complete. False for accounts that may not rename: parts are then visible. */
            temporaryNames: boolean;
            /**
             * @description `key`: by the SSH key of `POST /push/ssh-key`.
             * @enum {string}
             */
            signIn: "password" | "key";
            /** @description SHA-256 of the server’s key, in OpenSSH’s notation; null: the key of the first connection. */
            hostKey: string | null;
            /** @description The target in one line, without login. */
            place: string;
            /**
             * @description As folders and files, or as one ZIP a day.
             * @enum {string}
             */
            form: "tree" | "zip";
            /** @description Read every file back and compare it, if the server cannot give its checksum. */
            readBack: boolean;
            /** @description How many parallel uploads. */
            connections: number;
            /** @description Of all uploads together; null: no limit. */
            bytesPerSecond: number | null;
            /** @description Keep expired recordings until they are delivered, as far as offered. */
            keepUndelivered: boolean;
            /** @description Null also for users who may not change it: it may contain a secret. */
            hookUrl: string | null;
            /** Format: date-time */
            changedAt: string;
        } | {
            /** @constant */
            kind: "s3";
            endpoint: string;
            region: string;
            bucket: string;
            folder: string;
            accessKey: string;
            /** @description SHA-256 of the only accepted certificate, `AB:CD:…`; null: any that is valid for the server. */
            certificate: string | null;
            /** @description The target in one line, without login. */
            place: string;
            /**
             * @description As folders and files, or as one ZIP a day.
             * @enum {string}
             */
            form: "tree" | "zip";
            /** @description Read every file back and compare it, if the server cannot give its checksum. */
            readBack: boolean;
            /** @description How many parallel uploads. */
            connections: number;
            /** @description Of all uploads together; null: no limit. */
            bytesPerSecond: number | null;
            /** @description Keep expired recordings until they are delivered, as far as offered. */
            keepUndelivered: boolean;
            /** @description Null also for users who may not change it: it may contain a secret. */
            hookUrl: string | null;
            /** Format: date-time */
            changedAt: string;
        };
        PushTargetChanged: {
            setup: components["schemas"]["PushSetup"];
            /** @description Signs the notifications to the new `hookUrl` (Standard Webhooks). Shown only this once; null: unchanged. */
            hookSecret: string | null;
        };
        PushTargetTest: {
            passed: boolean;
            readonly steps: {
                /** @enum {string} */
                step: "connect" | "write" | "check" | "rename" | "read-back" | "remove";
                name: components["schemas"]["PushExplanation"];
                /**
                 * @description `not-needed`: not used with this kind of target. `not-allowed`: the account has no permission, and needs none. `not-tried`: a step before it failed.
                 * @enum {string}
                 */
                outcome: "passed" | "failed" | "not-needed" | "not-allowed" | "not-tried";
                failure: {
                    /** @description Stable. */
                    code: string;
                    explanation: components["schemas"]["PushExplanation"];
                    /** @description The message of the server. */
                    detail: string | null;
                } | null;
            }[];
            /** @description What we can verify of each file that we send. `nothing`: the server confirms it, and lets us look at no file. Null: the test failed. */
            verifies: ("content" | "size" | "nothing") | null;
            /** @description Of the certificate or host key of the server. */
            fingerprint: string | null;
            /** @description Of a refused certificate or host key; confirm it if it is the right one. */
            refusedFingerprint: string | null;
        };
        Readiness: {
            ready: boolean;
            checks: {
                [key: string]: {
                    ok: boolean;
                    detail?: string;
                };
            };
        };
        RecordingParty: {
            /** @description Null: withheld, unknown or removed. */
            number: string | null;
            /**
             * @description Left (`caller`) or right (`callee`): who takes a call over has the side of the one who left.
             * @enum {string}
             */
            side: "caller" | "callee";
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            until: string;
            /** @description Where that is in the audio. */
            fromMs: number;
            untilMs: number;
        };
        RecordingPause: {
            /**
             * @description Whose voice was not recorded.
             * @enum {string}
             */
            channel: "caller" | "callee" | "mixed";
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            until: string;
            /** @description Where it begins in the audio. */
            fromMs: number;
            untilMs: number;
        };
        RecordingPolicy: {
            record: boolean;
            /** @description Null: the tenant of such a call is not known. */
            tenantId: string | null;
            /** @description Why it is not to be recorded. */
            reason: ("source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered") | null;
        };
        RecordingQuality: {
            /** @description Of the worst leg: `good` from a MOS of 4.02, `fair` from 3.6; null: cannot be estimated. */
            grade: ("good" | "fair" | "poor") | null;
            readonly legs: components["schemas"]["LegQuality"][];
        };
        RecordingRule: {
            /** Format: uuid */
            id: string;
            name: string;
            enabled: boolean;
            /**
             * @description `on-demand`: kept only if somebody orders it before the call ends (see live calls).
             * @enum {string}
             */
            effect: "always" | "never" | "on-demand";
            /** @description Of the calls that it fits, so many have the effect, the others are not recorded; 100 with `never`. */
            percent: number;
            /** @description Of either party, in any notation; `+4822*`, `22*`: those that begin so; `withheld`. Empty, as every list here: any. */
            readonly numbers: string[];
            /** @description Beside `numbers`: one of either is enough. A group that was removed has no numbers. */
            readonly numberGroups: string[];
            /** @description The tenant’s own numbers and extensions, one of which takes part. */
            readonly extensions: string[];
            readonly directions: ("inbound" | "outbound" | "internal")[];
            /** @description 1: Monday, 7: Sunday. */
            readonly days: number[];
            /** @description When the call begins, in Europe/Warsaw; null, with `until`: all day. */
            from: string | null;
            /** @description At or before `from`: until the next morning, and of the day on which it begins. */
            until: string | null;
        };
        RecordingRuleList: {
            /** @description In their order: the first that fits a call decides. */
            readonly rules: components["schemas"]["RecordingRule"][];
        };
        RecordingRuleTestResult: {
            /** @enum {string} */
            effect: "always" | "never" | "on-demand";
            /** @description Why it would not be recorded; null: it would be. */
            reason: ("source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered") | null;
            /** @description Which rule decides; null: none, so that it is recorded, or not for `reason`. */
            rule: components["schemas"]["AppliedRule"] | null;
            /** @enum {string} */
            direction: "inbound" | "outbound" | "internal";
        };
        RefusedUpload: {
            /**
             * Format: uuid
             * @description The PBX got it with the refusal, as `refusedUploadId`.
             */
            id: string;
            source: {
                /** Format: uuid */
                id: string;
                name: string;
            };
            tenant: {
                /** Format: uuid */
                id: string;
                name: string;
            };
            /** Format: date-time */
            refusedAt: string;
            /**
             * Format: date-time
             * @description Its file is destroyed then.
             */
            endsAt: string;
            /** @description Of the answer to the PBX. */
            code: string;
            reason: string;
            /** @description What its first bytes look like. */
            beginsAs: string;
            sizeBytes: number;
            /** @description How often the same file of the same call was refused. */
            times: number;
            /** @description Whether the file can be fetched; too large ones and empty ones are only listed. */
            isStored: boolean;
        };
        RefusedUploadList: {
            readonly uploads: components["schemas"]["RefusedUpload"][];
        };
        RetentionOption: {
            /** @description How many times 30 days more. */
            units: number;
            /** @description For how long recordings are then kept, from their calls’ start. */
            days: number;
            /** @description Why it cannot be ordered; null: it can. `already-ordered`: as it is. */
            refusal: ("already-ordered" | "cancel-by-mail" | "recording-not-in-plan" | "price-unknown") | null;
            /** Format: date-time */
            effectiveAt: string;
            /** @description What the order would add to the current period’s charges. */
            payNow: components["schemas"]["Money"];
            /** @description Everything in force then. */
            monthly: components["schemas"]["Money"];
            /** @description What is destroyed in which month, of the recordings that are stored now. */
            readonly deletions: {
                /** @description YYYY-MM in Europe/Warsaw */
                month: string;
                recordings: number;
                durationMs: number;
                bytes: number;
            }[];
            /** @description The first day on which something is destroyed. */
            first: {
                /** Format: date */
                day: string;
                recordings: number;
                durationMs: number;
                bytes: number;
            } | null;
            /** @description What legal holds without an end keep. */
            neverEnding: components["schemas"]["SimulatedTotals"];
            /** @description Compared with the services as they are. */
            deletedEarlier: components["schemas"]["SimulatedTotals"];
            /** @description Compared with the services as they are. */
            keptLonger: components["schemas"]["SimulatedTotals"];
        };
        RetentionSimulation: {
            /** Format: date-time */
            at: string;
            unitsNow: number;
            /** @description What is kept now. */
            stored: components["schemas"]["SimulatedTotals"];
            readonly options: components["schemas"]["RetentionOption"][];
        };
        ReviewPage: {
            readonly reviews: {
                /** @description Who is to look at the call. */
                for: {
                    /** Format: uuid */
                    id: string;
                    /** @description Null: the account is removed. */
                    login: string | null;
                };
                /** @description Who asks for it. */
                from: {
                    /** Format: uuid */
                    id: string;
                    /** @description Null: the account is removed. */
                    login: string | null;
                };
                note: string;
                /** Format: date-time */
                createdAt: string;
                /** @description Null: open. */
                doneAt: string | null;
                /** @description Whoever asks may say that it is done, or not. */
                mayFinish: boolean;
                mayRemove: boolean;
                call: components["schemas"]["Call"];
            }[];
            nextCursor: string | null;
        };
        /** @enum {string} */
        Right: "listen" | "download" | "hold" | "order" | "audit" | "users";
        RodoAnswer: {
            /** @description The tenant. */
            controller: string;
            maskedNumber: string;
            /** Format: date */
            receivedOn: string;
            /** Format: date-time */
            doneAt: string;
            /**
             * Format: date-time
             * @description Calls that began before were concerned.
             */
            until: string;
            done: {
                /** @description Without the number and the PBX’s metadata. */
                calls: number;
                /** @description Destroyed for good. */
                recordings: number;
                /** @description Of the same calls: destroyed when their retention period was over. */
                destroyedBefore: number;
                /** @description Mails, cancellations, reasons of holds and of listening requests, without the number. */
                texts: number;
            };
            /** @description What was not erased, and why. */
            readonly kept: {
                /** @enum {string} */
                kind: "own-number" | "extension" | "legal-hold" | "billing-data" | "undelivered-push" | "open-statement" | "not-archived";
                /** @enum {string} */
                effect: "refused" | "kept" | "accept";
                count: number;
            }[];
            readonly deliveries: {
                /** Format: date */
                day: string;
                /** Format: date-time */
                deliveredAt: string;
                deliveredTo: string | null;
                recordings: number;
            }[];
            fetched: number;
        };
        RodoPackage: {
            sizeBytes: number;
            sha256: string;
            withRecordings: boolean;
            /** Format: date-time */
            madeAt: string;
            /**
             * Format: date-time
             * @description When it is deleted.
             */
            expiresAt: string;
        };
        RodoPreview: {
            calls: {
                total: number;
                withRecording: number;
                withoutRecording: number;
                /** @description Of those without a recording: refused by the service. */
                refused: number;
                /** @description Named in the PBX’s metadata, as after a transfer. */
                asParticipant: number;
            };
            recordings: {
                kept: number;
                held: number;
                destroyed: number;
                bytes: number;
            };
            /** @description Texts of people that name the number. */
            texts: {
                mails: number;
                cancellations: number;
                holdReasons: number;
                notes: number;
                /** @description How the phone book names the number. */
                name: string | null;
            };
            /** @description Daily packages with recordings of the person: delivered, so they cannot be recalled. */
            readonly deliveries: {
                /** Format: date */
                day: string;
                /** Format: date-time */
                deliveredAt: string;
                deliveredTo: string | null;
                recordings: number;
            }[];
            /** @description Times that somebody fetched one of the recordings. */
            fetched: number;
            /** @description What stands against an erasure. */
            readonly conflicts: {
                /** @enum {string} */
                kind: "own-number" | "extension" | "legal-hold" | "billing-data" | "undelivered-push" | "open-statement" | "not-archived";
                /** @enum {string} */
                effect: "refused" | "kept" | "accept";
                count: number;
            }[];
            /** @description The newest calls; empty for the operator. */
            readonly listed: {
                /** Format: uuid */
                id: string;
                /** Format: date-time */
                startedAt: string;
                /** @enum {string} */
                direction: "inbound" | "outbound" | "internal";
                caller: string | null;
                callee: string | null;
                /** @enum {string} */
                role: "caller" | "callee" | "participant";
                noRecordingReason: components["schemas"]["NoRecordingReason"] | null;
                /** @description That still exist. */
                recordings: number;
            }[];
        };
        RodoRequest: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            tenantId: string;
            /** @enum {string} */
            kind: "access" | "erasure";
            /** @description Null once the request is closed. */
            number: string | null;
            maskedNumber: string;
            note: string;
            /** @description A login, or `cli`. */
            openedBy: string;
            /** Format: date-time */
            openedAt: string;
            /** Format: date */
            receivedOn: string;
            /**
             * Format: date
             * @description The last day for the answer (Art. 12(3) GDPR).
             */
            dueOn: string;
            /** @enum {string} */
            state: "open" | "awaiting-release" | "working" | "done" | "closed";
            orderedBy: string | null;
            releasedBy: string | null;
            /** @description Error of the last attempt; it is tried again. */
            failure: string | null;
            outcome: ("fulfilled" | "refused") | null;
            closedAt: string | null;
        };
        RodoRequestDetails: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            tenantId: string;
            /** @enum {string} */
            kind: "access" | "erasure";
            /** @description Null once the request is closed. */
            number: string | null;
            maskedNumber: string;
            note: string;
            /** @description A login, or `cli`. */
            openedBy: string;
            /** Format: date-time */
            openedAt: string;
            /** Format: date */
            receivedOn: string;
            /**
             * Format: date
             * @description The last day for the answer (Art. 12(3) GDPR).
             */
            dueOn: string;
            /** @enum {string} */
            state: "open" | "awaiting-release" | "working" | "done" | "closed";
            orderedBy: string | null;
            releasedBy: string | null;
            /** @description Error of the last attempt; it is tried again. */
            failure: string | null;
            outcome: ("fulfilled" | "refused") | null;
            closedAt: string | null;
            package: components["schemas"]["RodoPackage"] | null;
        };
        RodoRequestList: {
            readonly requests: components["schemas"]["RodoRequest"][];
        };
        RodoSettings: {
            /** @description Packages and erasures need the release by a second administrator. */
            twoPersonRelease: boolean;
        };
        /** @enum {string} */
        Role: "admin" | "supervisor" | "agent" | "operator-admin" | "operator-support";
        SavedSearch: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description As the parameters of `GET /api/v1/calls`. */
            search: {
                /**
                 * @description `week`: today and the 6 days before; `month`: 30 days.
                 * @enum {string}
                 */
                period?: "today" | "yesterday" | "week" | "month";
                /** Format: date */
                from?: string;
                /** Format: date */
                to?: string;
                number?: string;
                /** @enum {string} */
                direction?: "inbound" | "outbound" | "internal";
                /** @enum {string} */
                recorded?: "true" | "false";
                /** @enum {string} */
                reason?: "source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered";
                minDurationMs?: number;
                maxDurationMs?: number;
                extension?: string;
            };
        };
        SavedSearchList: {
            readonly searches: components["schemas"]["SavedSearch"][];
        };
        SecurityPolicy: {
            /** @description Users with these roles need one-time codes or a passkey; without, they can only set one up. */
            readonly secondFactorRoles: ("admin" | "supervisor" | "agent")[];
        };
        Services: {
            hostedPbx: {
                /** @description Null: none at the moment. */
                plan: string | null;
                /** @description Null: not in force. */
                since: string | null;
                /** @description Null: no plan, or one without a price. */
                monthly: components["schemas"]["Money"] | null;
            };
            callRecording: components["schemas"]["CallRecordingService"];
            extendedRetention: {
                /** @description How many times 30 days more; 0: not in force. */
                units: number;
                /** @description For how long a recording is kept, from its call’s start. */
                totalDays: number;
                /** @description Null: not in force. */
                since: string | null;
                /** @description The first instant with another number of units; null: no change is known. */
                endsAt: string | null;
                /** @description The units from `endsAt` on. */
                unitsAfter: number;
                /** @description Null: the operator has set no price. */
                monthlyPerUnit: components["schemas"]["Money"] | null;
            };
            push: {
                active: boolean;
                /** @description Null: not in force. */
                since: string | null;
                /** @description The first instant without it; null: no end is known. */
                endsAt: string | null;
                /** @description Null: the operator has set no price. */
                activation: components["schemas"]["Money"] | null;
                /** @description Null: the operator has set no price. */
                monthly: components["schemas"]["Money"] | null;
            };
            legalHolds: {
                inForce: number;
                /** @description How many the plan allows; null: no limit. */
                maxHolds: number | null;
                /** @description How many days after its first day the last day of a hold may be; null: no limit. */
                maxDays: number | null;
                /** @description For each recording on hold; null: free. */
                monthlyEach: components["schemas"]["Money"] | null;
            };
            billing: {
                /** Format: date */
                periodStart: string;
                /**
                 * Format: date
                 * @description The first day of the next period.
                 */
                periodEnd: string;
                /**
                 * Format: date-time
                 * @description A cancellation sent and confirmed by then ends a service with this period.
                 */
                cancelBy: string;
                /** @description The monthly fees of everything in force. */
                monthly: components["schemas"]["Money"];
            };
            /** @description Newest first. */
            readonly cancellations: {
                /** @description Null: the operator has yet to determine which. */
                service: ("extended-retention" | "push") | null;
                /** @enum {string} */
                state: "waiting" | "confirmed" | "rejected";
                /** Format: date-time */
                sentAt: string;
                serviceEndsAt: string | null;
            }[];
            /** @description Where a cancellation is sent; null: none is set. */
            cancellationAddress: string | null;
            /** @description The first file credential. Null for users without the right `order`, and if it is revoked. */
            ftp: {
                address: string;
                port: number;
                login: string;
                /** Format: date-time */
                passwordChangedAt: string;
            } | null;
        };
        Session: {
            user: {
                /** Format: uuid */
                id: string;
                login: string;
                role: components["schemas"]["Role"];
                /** @description What the user may do. */
                readonly rights: components["schemas"]["Right"][];
                /** @description The numbers whose calls the user may see; null: all of the tenant’s. */
                numbers: string[] | null;
            };
            /** @description Null for the operator’s staff. */
            tenant: {
                /** Format: uuid */
                id: string;
                name: string;
                plan: string | null;
                /** @description Null: not suspended. */
                suspension: components["schemas"]["Suspension"] | null;
                /** @description From the beginning of this day on nobody signs in, and all data is destroyed; null: the tenant stays. */
                leavesOn: string | null;
            } | null;
            /** @description How the session was begun: `oidc` is a company account. Null: by an earlier release. */
            signedInBy: ("password" | "passkey" | "oidc") | null;
            /** @description What the user must do first; until then other requests are refused. Null: nothing. */
            requirement: ("change-password" | "set-up-second-factor" | "use-second-factor") | null;
        };
        SessionTrace: {
            /** Format: uuid */
            id: string;
            source: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            tenant: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            recordingId: string | null;
            /** Format: date-time */
            startedAt: string;
            /**
             * Format: date-time
             * @description Of its last message.
             */
            lastAt: string;
            /** @description Null: not decided, or refused before it was looked at. */
            result: ("recorded" | components["schemas"]["NoRecordingReason"]) | null;
            /** @description Of the last final response to an INVITE. */
            status: number | null;
            /** @description Null: it runs, or was refused. */
            ended: ("hang-up" | "rtp-timeout" | "session-expired" | "peer-gone" | "pause-limit" | "call-limit" | "refused" | "shutdown" | "killed") | null;
            messages: number;
            /** @description Messages beyond the limits, which the trace does not have. */
            leftOut: number;
        };
        SessionTraceList: {
            readonly traces: components["schemas"]["SessionTrace"][];
        };
        ShareLink: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            recordingId: string;
            /** @description A login. */
            madeBy: string;
            label: string;
            download: boolean;
            hasPassword: boolean;
            maxUses: number | null;
            uses: number;
            /** Format: date-time */
            madeAt: string;
            /** Format: date-time */
            expiresAt: string;
            lastUsedAt: string | null;
            /**
             * @description `valid`: it works as long as its maker could open the recording.
             * @enum {string}
             */
            state: "valid" | "expired" | "used-up" | "revoked";
        };
        SharedLink: {
            passwordNeeded: boolean;
            download: boolean;
            /** Format: date-time */
            expiresAt: string;
        };
        SharedRecording: {
            /**
             * Format: uuid
             * @description Of the link.
             */
            id: string;
            /** Format: date-time */
            startedAt: string;
            durationMs: number;
            /** @enum {string} */
            direction: "inbound" | "outbound" | "internal";
            caller: string | null;
            callee: string | null;
            fileName: string;
            sizeBytes: number;
            download: boolean;
            /**
             * Format: date-time
             * @description Until when the sound can be fetched by this opening.
             */
            visitEndsAt: string;
        };
        SimulatedTotals: {
            recordings: number;
            durationMs: number;
            bytes: number;
        };
        Source: {
            /** Format: uuid */
            id: string;
            name: string;
            readonly addresses: string[];
            /** @description The DNS names among the addresses, with what they resolve to. */
            readonly names: {
                name: string;
                readonly addresses: string[];
                /** @description When DNS last answered; null: never. */
                answeredAt: string | null;
                /** @description Why it did not when it was last asked; the addresses stay. */
                failure: string | null;
            }[];
            /** @description The names in its TLS certificates. */
            readonly certificates: string[];
            /**
             * @description `lenient`: each INVITE of the source is a recording session. `strict`: only with metadata and the tag of RFC 7866 §6.1.
             * @enum {string}
             */
            recognition: "lenient" | "strict";
            /** @description By which it must sign in over SIP (digest authentication); null: its address is enough. */
            digestUser: string | null;
            /** @description Whether the User-to-User header of its INVITEs is an id of the call: sessions with the same one are one call. */
            userToUserIds: boolean;
            /** @description The time zone (IANA) of times that it writes without an offset. Null: uploads and call records must name the offset, SIPREC metadata is in UTC. */
            timeZone: string | null;
            /** @description How its call records are read. */
            callRecords: {
                /**
                 * @description The shape of its call records: docs/integrators/formats.md. `fonoteka`: the names of this API.
                 * @enum {string}
                 */
                format: "fonoteka" | "asterisk-csv" | "asterisk-json" | "freeswitch-json" | "freeswitch-xml" | "3cx" | "kamailio-acc" | "broadworks" | "csv";
                /**
                 * @description Where a field is, in place of the format’s own: a name, names with dots between them (`variables.uuid`), or the number of a CSV column, from 1; several with commas between them: the first that has a value. `answered` is a word, `duration` and `talkTime` are seconds or HH:MM:SS.
                 * @default {}
                 */
                fields: {
                    startedAt?: string;
                    answeredAt?: string;
                    endedAt?: string;
                    caller?: string;
                    callee?: string;
                    direction?: string;
                    externalId?: string;
                    tenantId?: string;
                    answered?: string;
                    duration?: string;
                    talkTime?: string;
                };
            };
            /** @description The tenant of its calls where the numbers name none. */
            tenant: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            /** @description Its last session; uses of its keys are with the keys. */
            lastSeen: components["schemas"]["LastUse"] | null;
            readonly keys: components["schemas"]["SourceKey"][];
        };
        SourceDay: {
            /** Format: date */
            day: string;
            /** @description Recording sessions that were answered with 200. */
            recorded: number;
            /** @description Recording sessions that were refused, the most frequent reason first. */
            readonly refused: {
                reason: components["schemas"]["NoRecordingReason"];
                count: number;
            }[];
            /** @description RTP packets with sound, of the recordings that were encoded that day. */
            packets: number;
            /** @description By sequence numbers. */
            lost: number;
            /** @description RFC 3550 §6.4.1, the mean; null: no packets. */
            jitterMs: number | null;
        };
        SourceDigest: {
            user: string;
            /** @description In this answer only. */
            secret: string;
        };
        SourceKey: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Its first characters; null: made by an earlier release. */
            prefix: string | null;
            readonly scopes: ("upload" | "cdr" | "policy")[];
            /** Format: date-time */
            createdAt: string;
            /** @description Null: valid until it is removed. */
            expiresAt: string | null;
            lastSeen: components["schemas"]["LastUse"] | null;
        };
        SourceList: {
            readonly sources: components["schemas"]["Source"][];
        };
        SourceStatistics: {
            /** Format: uuid */
            sourceId: string;
            /** @description Open now; some seconds old. */
            openSessions: number;
            /** @description The last seven days in Europe/Warsaw, today first. */
            readonly days: components["schemas"]["SourceDay"][];
        };
        SourceStatisticsList: {
            readonly sources: components["schemas"]["SourceStatistics"][];
        };
        StaffListeningGrant: {
            /** Format: uuid */
            id: string;
            /** @description The login of one of the operator’s staff; null: each of them. */
            givenTo: string | null;
            /** @description Null: all of the customer’s. */
            recordingId: string | null;
            /** @description Whether recordings may be downloaded, too. */
            download: boolean;
            reason: string;
            /** @description A login, or `cli`. */
            requestedBy: string;
            /** Format: date-time */
            requestedAt: string;
            /** @enum {string} */
            state: "requested" | "lapsed" | "refused" | "valid" | "expired" | "taken-back";
            decidedBy: string | null;
            decidedAt: string | null;
            from: string | null;
            /** @description The first instant without it; null: it was not given. */
            until: string | null;
            takenBackBy: string | null;
            takenBackAt: string | null;
            /** Format: uuid */
            tenantId: string;
            tenantName: string;
            /** @description It is valid now, and for whoever asks. */
            usable: boolean;
        };
        StaffListeningGrantList: {
            readonly grants: components["schemas"]["StaffListeningGrant"][];
        };
        Statement: {
            tenant: {
                /** Format: uuid */
                id: string;
                name: string;
            };
            /**
             * Format: date
             * @description The first day in Europe/Warsaw.
             */
            periodStart: string;
            /**
             * Format: date
             * @description The first day of the next period.
             */
            periodEnd: string;
            /** @description Null: the period has not ended; the amounts are those so far. */
            issuedAt: string | null;
            readonly lines: components["schemas"]["StatementLine"][];
            /** @description For each rate, from the sum of its net amounts. */
            readonly vat: components["schemas"]["VatSum"][];
            total: components["schemas"]["Money"];
            /** @description Services that were in force without a price; they are not charged. */
            readonly missingPrices: components["schemas"]["MissingPrice"][];
        };
        StatementLine: {
            /** @enum {string} */
            service: "plan" | "extended-retention" | "push" | "legal-hold";
            /** @description Of the service `plan`. */
            plan: string | null;
            /** @enum {string} */
            fee: "monthly" | "activation";
            /** @description The text for an invoice, in Polish. */
            description: string;
            quantity: number;
            unit: string;
            unitNetGrosze: number;
            netGrosze: number;
            vatPercent: number;
        };
        StatementList: {
            readonly statements: {
                /**
                 * Format: date
                 * @description The first day in Europe/Warsaw.
                 */
                periodStart: string;
                /**
                 * Format: date
                 * @description The first day of the next period.
                 */
                periodEnd: string;
                /** @description Null: the period has not ended; the amounts are those so far. */
                issuedAt: string | null;
                total: components["schemas"]["Money"];
                /** @description Services that were in force without a price; they are not charged. */
                readonly missingPrices: components["schemas"]["MissingPrice"][];
            }[];
        };
        SupportTimeline: {
            /** Format: uuid */
            callId: string;
            /** Format: date-time */
            startedAt: string;
            /** @description What became of the recording, or why there is none. */
            verdict: components["schemas"]["CallVerdict"];
            readonly flags: components["schemas"]["CallFlag"][];
            readonly steps: components["schemas"]["TimelineStep"][];
            /** Format: uuid */
            tenantId: string;
            /** @description The PBX. */
            source: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            /** @description Its recording sessions whose SIP messages are kept. */
            readonly sessions: {
                /** Format: uuid */
                traceId: string;
                /** Format: date-time */
                startedAt: string;
                result: string | null;
                status: number | null;
                ended: string | null;
            }[];
            /** @description What a recorder still has of it in its spool. */
            readonly stuck: {
                /** Format: uuid */
                recordingId: string;
                /** Format: uuid */
                recorderId: string;
                /** @enum {string} */
                state: "set-aside" | "retrying";
                failures: number;
                error: string;
                /** Format: date-time */
                since: string;
                spoolBytes: number;
            }[];
            readonly packages: {
                day: string;
                number: number;
                deliveredAt: string | null;
                errorCode: string | null;
                errorDetail: string | null;
            }[];
        };
        /** @description Nothing is recorded; the tenant changes only requests of data subjects and its own accounts. */
        Suspension: {
            /** Format: date-time */
            since: string;
            reason: string;
        };
        TagsInUse: {
            readonly tags: {
                tag: string;
                calls: number;
            }[];
        };
        /** @description A name by which a PBX calls a tenant. */
        TenantAlias: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            tenantId: string;
            /**
             * @description Where the PBX gives the name: `metadata` in the vendor’s own elements (PROVIDER/GROUP, business group, realm), `header` in X-Tenant, `request-uri` as its user or host, `domain` in the parties’ addresses, `certificate` in its TLS certificate.
             * @enum {string}
             */
            kind: "metadata" | "header" | "request-uri" | "domain" | "certificate";
            name: string;
            /** @description The PBX that gives it; null: every one. */
            source: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
        };
        TenantAliasList: {
            readonly aliases: components["schemas"]["TenantAlias"][];
        };
        TenantList: {
            readonly tenants: components["schemas"]["OperatorTenant"][];
            readonly plans: components["schemas"]["Plan"][];
        };
        TimelineStep: {
            /** @enum {string} */
            step: "announced" | "answered" | "decided" | "media" | "paused" | "ended" | "encoded" | "stored" | "listened" | "fetched" | "packed" | "held" | "deletion" | "destroyed";
            /**
             * @description `missing`: it should have happened; `planned`: it will, at `at`.
             * @enum {string}
             */
            state: "done" | "running" | "failed" | "missing" | "planned";
            /** @description Null: not known, or not yet. */
            at: string | null;
            /** @description Of what lasted, and of uses the last one. */
            until: string | null;
            recordingId: string | null;
            /** @description Why it failed, is missing or is planned. */
            reason: ("available" | "on-files" | "awaiting-delivery" | "being-deleted" | "deleted-expired" | "deleted-option-ended" | "deleted-on-request" | "preparing" | "retrying" | "set-aside" | "given-up" | "not-recorded" | "source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered" | "direction-guessed" | "parties-guessed" | "channels-guessed" | "number-not-in-plan" | "metadata-missing" | "metadata-malformed" | "mixed-stream" | "cut" | "rtp-timeout" | "session-expired" | "peer-gone" | "pause-limit" | "call-limit" | "packets-lost" | "no-audio" | "leg-silent" | "leg-refused" | "not-decodable" | "unnegotiated-codec" | "damaged" | "standard" | "extended" | "option-ends" | "leaving" | "held" | "held-until") | null;
            /** @description How it was announced or fetched. */
            by: ("session" | "upload" | "call-record" | "panel" | "ftp" | "sftp" | "webdav") | null;
            /** @description Of a pause. */
            channel: ("caller" | "callee" | "mixed") | null;
            count: number | null;
            /** @description For how many days recordings are kept now. */
            days: number | null;
            durationMs: number | null;
            sizeBytes: number | null;
            /** @description What arrived of each party; null: not measured. */
            legs: {
                /** @enum {string} */
                channel: "caller" | "callee" | "mixed";
                codec: string | null;
                packets: number;
                lost: number;
                jitterMs: number;
            }[] | null;
            /** @description The daily package for the customer’s server. */
            package: {
                day: string;
                number: number;
                errorCode: string | null;
            } | null;
        };
        /** @description A name that a PBX gave lately and that no tenant has. */
        UnknownTenantName: {
            source: {
                /** Format: uuid */
                id: string;
                name: string;
            };
            /**
             * @description Where the PBX gives the name: `metadata` in the vendor’s own elements (PROVIDER/GROUP, business group, realm), `header` in X-Tenant, `request-uri` as its user or host, `domain` in the parties’ addresses, `certificate` in its TLS certificate.
             * @enum {string}
             */
            kind: "metadata" | "header" | "request-uri" | "domain" | "certificate";
            name: string;
            /** @description In how many sessions. */
            count: number;
            /** Format: date-time */
            firstSeenAt: string;
            /** Format: date-time */
            lastSeenAt: string;
        };
        UnknownTenantNames: {
            readonly names: components["schemas"]["UnknownTenantName"][];
        };
        UploadedRecording: {
            /** Format: uuid */
            recordingId: string;
            /** Format: uuid */
            callId: string;
            /** @description Where the file is in the FTP tree: `YYYY/MM/DD/name.mp3`. */
            path: string;
        };
        UserList: {
            readonly users: components["schemas"]["ManagedUser"][];
            /** @description What the users of each role may do unless it is changed for one of them. */
            roleRights: {
                readonly admin: ("listen" | "download" | "hold" | "order" | "audit" | "users")[];
                readonly supervisor: ("listen" | "download" | "hold" | "order" | "audit" | "users")[];
                readonly agent: ("listen" | "download" | "hold" | "order" | "audit" | "users")[];
            };
        };
        VatSum: {
            netGrosze: number;
            vatGrosze: number;
            grossGrosze: number;
            vatPercent: number;
        };
        Waveform: {
            /** @description How long the slice of a peak is. */
            sliceMs: number;
            /** @description The loudest sample of each slice. */
            readonly caller: number[];
            /** @description The loudest sample of each slice. */
            readonly callee: number[];
        };
        ZipPart: {
            calls: number;
            recordings: number;
            /** @description Of the part’s ZIP. */
            sizeBytes: number;
            /** @description Recordings that are too old for the panel: they are not in it. */
            tooOld: number;
            /** @description Where the part is downloaded, on this server. Calls that start later are in no part. */
            address: string;
            /** @description Of the next part; null: this is the last one. */
            nextCursor: string | null;
        };
        ZipSize: {
            /** @description How many are in it. */
            recordings: number;
            /** @description Of the ZIP. */
            sizeBytes: number;
            /** @description Recordings that are too old for the panel: they are not in it, and can be fetched as files. */
            tooOld: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    currentSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    login: string;
                    password: string;
                    /** @description The one-time code of the authenticator app, or a recovery code, for accounts that need one. */
                    code?: string;
                    /** @description The answer of a passkey, instead of a code. */
                    passkey?: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        /** @enum {string} */
                        authenticatorAttachment?: "cross-platform" | "platform";
                        clientExtensionResults: Record<string, never>;
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-failed`: The login or the password is wrong. `sign-in-code-required`: This account needs a one-time code; send it with login and password. `passkey-refused`: The passkey was not accepted; try again or sign in by password. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `password-sign-in-off`: Your company signs in by its own accounts only; use them. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    useSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The one-time code of the authenticator app, or a recovery code, for accounts that need one. */
                    code?: string;
                    /** @description The answer of a passkey, instead of a code. */
                    passkey?: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        /** @enum {string} */
                        authenticatorAttachment?: "cross-platform" | "platform";
                        clientExtensionResults: Record<string, never>;
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-code-required`: This account needs a one-time code; send it with login and password. `passkey-refused`: The passkey was not accepted; try again or sign in by password. `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `code-wrong`: The one-time code is wrong or was used before; wait for the next one. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginOidcSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The name in the address `/t/NAME`. */
                    company: string;
                    /** @description The page to open afterwards. */
                    next?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uri
                         * @description Where to send the browser.
                         */
                        url: string;
                    };
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `oidc-not-set-up`: Under this name no company signs in by its own accounts; check the name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `oidc-provider-failed`: The company’s sign-in service does not answer as it should; have the settings checked. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    oidcCallback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the page, or to the sign-in page with a `problem`. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accountOidc: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the company’s own accounts are set up. */
                        available: boolean;
                        linked: boolean;
                    };
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    linkOidc: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uri
                         * @description Where to send the browser.
                         */
                        url: string;
                    };
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-wrong`: The current password is wrong. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `oidc-not-set-up`: Under this name no company signs in by its own accounts; check the name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `oidc-provider-failed`: The company’s sign-in service does not answer as it should; have the settings checked. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlinkOidc: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Not linked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-sign-in-off`: Your company signs in by its own accounts only; use them. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    oidcSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OidcSettings"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeOidcSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uri
                     * @description The issuer’s address, as the provider names it.
                     */
                    issuer: string;
                    clientId: string;
                    /** @description In which domains accounts are found or made by e-mail address. */
                    readonly emailDomains: string[];
                    /** @description At the first sign-in a person gets the account with the same e-mail address, if the provider verified it. */
                    linkByEmail: boolean;
                    /** @description A person without an account gets a new one, with the role agent. */
                    addUsers: boolean;
                    /** @description Passwords and passkeys are refused. */
                    onlyOidc: boolean;
                    /**
                     * @description The provider asks everybody for a second factor. If not, only sign-ins that it says so of (`amr`, `acr`) have one.
                     * @default false
                     */
                    secondFactor?: boolean;
                    /** @description Absent: the stored one stays. Null: a public client. */
                    clientSecret?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OidcSettings"];
                };
            };
            /** @description `oidc-address-forbidden`: The issuer’s address is not encrypted; it must begin with https://. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `oidc-secret-required`: The client secret is missing; specify it. `oidc-not-tried`: No administrator has signed in by the company’s accounts yet; do it once before passwords are refused. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `oidc-key-missing`: The key of the client secrets is not in the key store; check the key store. `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeOidcSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is none. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkOidcSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uri
                     * @description The issuer’s address, as the provider names it.
                     */
                    issuer: string;
                    clientId: string;
                    /** @description In which domains accounts are found or made by e-mail address. */
                    readonly emailDomains: string[];
                    /** @description At the first sign-in a person gets the account with the same e-mail address, if the provider verified it. */
                    linkByEmail: boolean;
                    /** @description A person without an account gets a new one, with the role agent. */
                    addUsers: boolean;
                    /** @description Passwords and passkeys are refused. */
                    onlyOidc: boolean;
                    /**
                     * @description The provider asks everybody for a second factor. If not, only sign-ins that it says so of (`amr`, `acr`) have one.
                     * @default false
                     */
                    secondFactor?: boolean;
                    /** @description Absent: the stored one stays. Null: a public client. */
                    clientSecret?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OidcCheck"];
                };
            };
            /** @description `oidc-address-forbidden`: The issuer’s address is not encrypted; it must begin with https://. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `oidc-secret-required`: The client secret is missing; specify it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `oidc-key-missing`: The key of the client secrets is not in the key store; check the key store. `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginPasskeySignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For `navigator.credentials` (WebAuthn §5.1.8, §5.1.9). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `passkeys-not-possible`: Browsers allow passkeys only at an https address with a name; set the panel’s address. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signInByPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    response: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        /** @enum {string} */
                        authenticatorAttachment?: "cross-platform" | "platform";
                        clientExtensionResults: Record<string, never>;
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `passkey-refused`: The passkey was not accepted; try again or sign in by password. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-sign-in-off`: Your company signs in by its own accounts only; use them. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `passkeys-not-possible`: Browsers allow passkeys only at an https address with a name; set the panel’s address. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    passkeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkeys"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    response: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        /** @enum {string} */
                        authenticatorAttachment?: "cross-platform" | "platform";
                        clientExtensionResults: Record<string, never>;
                        response: {
                            clientDataJSON: string;
                            attestationObject: string;
                            transports?: string[];
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** @description If it is the user’s first second factor: shown only now. Null: the user has some. */
                        recoveryCodes: string[] | null;
                    };
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `passkey-refused`: The passkey was not accepted; try again or sign in by password. `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `passkeys-not-possible`: Browsers allow passkeys only at an https address with a name; set the panel’s address. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The password that is valid now. Not needed in a session by a company account that must set up a second factor. */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description For `navigator.credentials` (WebAuthn §5.1.8, §5.1.9). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-wrong`: The current password is wrong. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `passkeys-full`: You have as many passkeys as are allowed; remove one first. `passkeys-not-possible`: Browsers allow passkeys only at an https address with a name; set the panel’s address. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                };
            };
        };
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-wrong`: The current password is wrong. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accountSecurity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountSecurity"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The password that is valid now. */
                    password: string;
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description Changed. The answer sets the cookie of a new session. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-wrong`: The current password is wrong. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-unchanged`: The new password is the current one; choose another. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The password that is valid now. Not needed in a session by a company account that must set up a second factor. */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description To type into the app, in base 32. */
                        secret: string;
                        /** @description `otpauth://…`, the contents of a QR code. */
                        uri: string;
                    };
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-wrong`: The current password is wrong. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `totp-already-on`: One-time codes are on already; turn them off first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        readonly recoveryCodes: string[];
                    };
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `code-wrong`: The one-time code is wrong or was used before; wait for the next one. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `totp-already-on`: One-time codes are on already; turn them off first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The password that is valid now. */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Turned off. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-wrong`: The current password is wrong. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accountEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountEmail"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeAccountEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The password that is valid now. */
                    password: string;
                    /** Format: email */
                    email: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountEmail"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-wrong`: The current password is wrong. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmAccountEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountEmail"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `email-taken`: Another user of the tenant has this e-mail address. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `link-invalid`: The link was used before, or has ended; ask for a new one. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accountSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        readonly sessions: components["schemas"]["AccountSession"][];
                    };
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endAccountSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endOtherAccountSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many sessions have ended. */
                        ended: number;
                    };
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many sessions have ended. */
                        ended: number;
                    };
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `own-account`: Nobody can change their own role, rights or access; ask another administrator. `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `user-unknown`: There is no user with this login. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accountSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountSettings"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeAccountSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the panel and of mails to this user; null: not chosen, mails are in the tenant’s language. */
                    language?: ("pl" | "en") | null;
                    /** @description Light, dark or as the system; null: not chosen. */
                    theme?: ("auto" | "light" | "dark") | null;
                    /** @description Whether a sign-in from a new browser or network is reported by mail. */
                    mailOfSignIns?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountSettings"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The login or the e-mail address. */
                    account: string;
                };
            };
        };
        responses: {
            /** @description The same answer whether or not there is such an account. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setPasswordByLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description To sign in with. */
                        login: string;
                    };
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `link-invalid`: The link was used before, or has ended; ask for a new one. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        readonly invitations: components["schemas"]["Invitation"][];
                    };
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                    /** @enum {string} */
                    role: "admin" | "supervisor" | "agent";
                    /** @description Exactly these; absent: those of the role. */
                    readonly rights?: ("listen" | "download" | "hold" | "order" | "audit" | "users")[];
                    /** @description Only calls of these numbers; null: all of the tenant’s. An agent is always limited. */
                    limitedTo?: {
                        /** @description The tenant’s own numbers and extensions, in any notation. */
                        readonly numbers: string[];
                        /** @description Ids of number groups. */
                        readonly groups: string[];
                    } | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        login: string;
                    };
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `email-taken`: Another user of the tenant has this e-mail address. `too-many-users`: The company has as many users as are allowed; ask the operator. `too-many-invitations`: Too many invitations are open; withdraw some, or wait until they are accepted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-invitation-mails`: Too many invitations were sent to this address or by your company; wait a day. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inviteAgain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sent. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-invitation-mails`: Too many invitations were sent to this address or by your company; wait a day. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdrawInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Withdrawn. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `own-account`: Nobody can change their own role, rights or access; ask another administrator. `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    securityPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityPolicy"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setSecurityPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Users with these roles need one-time codes or a passkey; without, they can only set one up. */
                    readonly secondFactorRoles: ("admin" | "supervisor" | "agent")[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityPolicy"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCalls: {
        parameters: {
            query?: {
                /** @description The first day in Europe/Warsaw, YYYY-MM-DD, or an instant. */
                from?: string;
                /** @description The last day in Europe/Warsaw, YYYY-MM-DD, or the instant that ends the span. */
                to?: string;
                /** @description The number of anybody who took part, or what was dialled, in any notation, or at least three consecutive digits of it; or a part of its name in the phone book. */
                number?: string;
                direction?: "inbound" | "outbound" | "internal";
                /** @description Only this call. */
                call?: string;
                recorded?: "true" | "false";
                /** @description Only calls without a recording, for this reason. */
                reason?: "source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered";
                /** @description A call that was not answered lasted 0. */
                minDurationMs?: number;
                maxDurationMs?: number;
                /** @description An extension or number of the tenant’s that took part, whole, in any notation. */
                extension?: string;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallsPage"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importCdrs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                } | {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                }[] | {
                    [key: string]: unknown;
                };
                "application/x-ndjson": {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                } | {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                }[] | {
                    [key: string]: unknown;
                };
                "application/jsonl": {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                } | {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                }[] | {
                    [key: string]: unknown;
                };
                "text/csv": {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                } | {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                }[] | {
                    [key: string]: unknown;
                };
                "application/csv": {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                } | {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                }[] | {
                    [key: string]: unknown;
                };
                "text/plain": {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                } | {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                }[] | {
                    [key: string]: unknown;
                };
                "application/xml": {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                } | {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                }[] | {
                    [key: string]: unknown;
                };
                "text/xml": {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                } | {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                }[] | {
                    [key: string]: unknown;
                };
                "application/x-www-form-urlencoded": {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                } | {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                }[] | {
                    [key: string]: unknown;
                };
                "application/x-www-form-base64-encoded": {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                } | {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                }[] | {
                    [key: string]: unknown;
                };
                "application/x-www-form-plaintext": {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                } | {
                    /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                    startedAt: string | number;
                    /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                    caller: (string | number) | null;
                    callee: (string | number) | null;
                    /** @description Needed only if the tenant does not follow from the numbers. */
                    tenantId?: string | null;
                    /**
                     * @description If absent, derived from the numbers.
                     * @default null
                     */
                    direction?: ("inbound" | "outbound" | "internal") | null;
                    /** @description Null: nobody answered. Absent or empty: not known. */
                    answeredAt?: (string | number) | null;
                    /** @default null */
                    endedAt?: (string | number) | null;
                    /** @description The PBX’s own id of the call: reports with the same id are one call. */
                    externalId?: string | null;
                    /**
                     * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                     * @default null
                     */
                    audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                }[] | {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedCdrs"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-not-of-source`: This API key may not be used for that tenant. `api-key-not-allowed`: This API key does not have the scope that this request needs. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-too-large`: The request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media-type-not-supported`: The media type of the request body is not supported; see the API description. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `call-owner-unknown`: The tenant of the call is not known; send tenantId or a number of the tenant. `call-in-the-future`: The call starts in the future; check the clock and the UTC offset of the sender. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLiveCalls: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveCalls"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    liveCallEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events `list` (first, and after each reconnection), `begin`, `change`, `end`, and once a second `levels`: how loud each party is and how well its packets arrive. Ends after five minutes; browsers reconnect by themselves. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-live-streams`: Live calls are open in too many windows; close some of them. `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOperatorLiveCalls: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorLiveCalls"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportCalls: {
        parameters: {
            query: {
                /** @description The first day in Europe/Warsaw, YYYY-MM-DD, or an instant. */
                from?: string;
                /** @description The last day in Europe/Warsaw, YYYY-MM-DD, or the instant that ends the span. */
                to?: string;
                /** @description The number of anybody who took part, or what was dialled, in any notation, or at least three consecutive digits of it; or a part of its name in the phone book. */
                number?: string;
                direction?: "inbound" | "outbound" | "internal";
                /** @description Only this call. */
                call?: string;
                recorded?: "true" | "false";
                /** @description Only calls without a recording, for this reason. */
                reason?: "source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered";
                /** @description A call that was not answered lasted 0. */
                minDurationMs?: number;
                maxDurationMs?: number;
                /** @description An extension or number of the tenant’s that took part, whole, in any notation. */
                extension?: string;
                format: "csv" | "xlsx";
                /** @description Of headers and words. A Polish CSV has semicolons between its fields, as Polish spreadsheets read it; an English one commas. */
                language?: "pl" | "en";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. It is made while it is sent: its size is not known before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    callTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallTimeline"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    missingCall: {
        parameters: {
            query: {
                /** @description When the call was, as well as it is known; an hour before and after is searched. */
                at: string;
                number?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MissingCall"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supportTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportTimeline"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supportMissingCall: {
        parameters: {
            query: {
                /** @description When the call was, as well as it is known; an hour before and after is searched. */
                at: string;
                number?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MissingCall"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    callTotals: {
        parameters: {
            query?: {
                /** @description The first day in Europe/Warsaw, YYYY-MM-DD, or an instant. */
                from?: string;
                /** @description The last day in Europe/Warsaw, YYYY-MM-DD, or the instant that ends the span. */
                to?: string;
                /** @description The number of anybody who took part, or what was dialled, in any notation, or at least three consecutive digits of it; or a part of its name in the phone book. */
                number?: string;
                direction?: "inbound" | "outbound" | "internal";
                /** @description Only this call. */
                call?: string;
                recorded?: "true" | "false";
                /** @description Only calls without a recording, for this reason. */
                reason?: "source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered";
                /** @description A call that was not answered lasted 0. */
                minDurationMs?: number;
                maxDurationMs?: number;
                /** @description An extension or number of the tenant’s that took part, whole, in any notation. */
                extension?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallTotals"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSavedSearches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearchList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addSavedSearch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @description As the parameters of `GET /api/v1/calls`. */
                    search: {
                        /**
                         * @description `week`: today and the 6 days before; `month`: 30 days.
                         * @enum {string}
                         */
                        period?: "today" | "yesterday" | "week" | "month";
                        /** Format: date */
                        from?: string;
                        /** Format: date */
                        to?: string;
                        number?: string;
                        /** @enum {string} */
                        direction?: "inbound" | "outbound" | "internal";
                        /** @enum {string} */
                        recorded?: "true" | "false";
                        /** @enum {string} */
                        reason?: "source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered";
                        minDurationMs?: number;
                        maxDurationMs?: number;
                        extension?: string;
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `saved-search-exists`: There is a saved search with this name already; choose another name. `too-many-saved-searches`: There are as many saved searches as a user can have; remove one first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeSavedSearch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPhoneBook: {
        parameters: {
            query?: {
                /** @description A part of a name or number. */
                text?: string;
                offset?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneBookList"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setPhoneBookEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description In any notation; an extension as it is. */
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneBookEntry"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `phone-book-full`: The phone book has as many names as it can hold; remove some first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removePhoneBookEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description In any notation; an extension as it is. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importPhoneBook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description CSV: a number and a name in each line, by `;`, `,` or tab. */
                    text: string;
                    /**
                     * @description Names that are not in the file are removed.
                     * @default false
                     */
                    replace?: boolean;
                    /**
                     * @description Nothing is changed; the answer says what would be.
                     * @default false
                     */
                    dryRun?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneBookImport"];
                };
            };
            /** @description `phone-book-file-invalid`: This is no list of numbers and names in CSV, or it is too long. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `phone-book-full`: The phone book has as many names as it can hold; remove some first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    callNotes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallNotes"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addCallNote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                    /**
                     * @description A moment of one of the call’s recordings; null: the note is about the call.
                     * @default null
                     */
                    moment?: {
                        /** Format: uuid */
                        recordingId: string;
                        atMs: number;
                    } | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallNotes"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-notes`: There are as many notes of this call as are allowed; remove one. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeCallNote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                noteId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no such note. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeCallNote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                noteId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallNotes"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeCallTags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    add?: string[];
                    remove?: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallTags"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-tags`: There are as many tags as are allowed; use one that there is, or remove one. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTags: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagsInUse"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listReviews: {
        parameters: {
            query?: {
                /** @description `all`: of all users; for administrators. */
                list?: "for-me" | "by-me" | "all";
                state?: "open" | "done";
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewPage"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    callColleagues: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Colleagues"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    askCallReview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    userId: string;
                    /** @default  */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallReview"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `review-exists`: Another colleague has marked this call for the same user already. `too-many-reviews`: Too many calls wait for this colleague to review; wait until some are done. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `colleague-unknown`: There is no colleague with this id who may listen to this call. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeCallReview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The call is not marked for this user. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeCallReview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    done: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallReview"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    plan: string;
                    numbers: string[];
                    nip?: string;
                    /** @description Its first contact. */
                    email?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedCustomer"];
                };
            };
            /** @description `plan-unknown`: There is no plan with this name. `number-invalid`: This is not a valid telephone number. `nip-invalid`: This is not a valid NIP; check its ten digits. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `plan-retired`: The plan is retired: no other tenant gets it; choose another plan. `number-taken`: The number already belongs to another tenant. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    /** @description The tax number, ten digits. */
                    nip?: string | null;
                    /** @description For invoices. */
                    address?: {
                        line1: string;
                        line2: string | null;
                        /** @description ISO 3166-1, two capital letters. */
                        country: string;
                    } | null;
                    /** @description The id in the operator’s other systems. */
                    externalId?: string | null;
                    /** @enum {string} */
                    language?: "pl" | "en";
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `nip-invalid`: This is not a valid NIP; check its ten digits. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `external-id-taken`: Another tenant has this external id already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    saveContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    /** @description Administrative contacts get every mail. */
                    readonly kinds: ("administrative" | "technical" | "billing" | "data-protection")[];
                    name: string | null;
                    phone: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                email: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    number: string;
                    /**
                     * Format: date-time
                     * @description Default: as soon as no other tenant has it.
                     */
                    from?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `number-taken`: The number already belongs to another tenant. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suspendCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Shown to the tenant; at most 200 characters. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeNumber: {
        parameters: {
            query?: {
                /** @description Default: now. */
                at?: string;
            };
            header?: never;
            path: {
                id: string;
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `number-taken`: The number already belongs to another tenant. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordingWaveform: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Waveform"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `listening-not-granted`: The customer has not granted this, or not any more; ask the customer for a listening grant. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `recording-destroyed`: The recording has been destroyed and cannot be restored. `recording-expired-from-panel`: The recording is too old for the panel; fetch it over FTP. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordingAudio: {
        parameters: {
            query?: {
                /** @description As an attachment under the name of the tree. `1`: the stored bytes, as files, packages and manifests have them. `tagged`: with an ID3 tag before them (title, date, parties, duration, call ID), so the file is larger than `sizeBytes`. */
                download?: "1" | "tagged";
                /** @description Of the tag. */
                language?: "pl" | "en";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The complete recording. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/mpeg": string;
                };
            };
            /** @description The requested range. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/mpeg": string;
                };
            };
            /** @description Unchanged: the entity tag is the given one. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `listening-not-granted`: The customer has not granted this, or not any more; ask the customer for a listening grant. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `recording-destroyed`: The recording has been destroyed and cannot be restored. `recording-expired-from-panel`: The recording is too old for the panel; fetch it over FTP. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `range-not-satisfiable`: The requested byte range is beyond the end of the recording. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordingsZip: {
        parameters: {
            query?: {
                /** @description The first day in Europe/Warsaw, YYYY-MM-DD, or an instant. */
                from?: string;
                /** @description The last day in Europe/Warsaw, YYYY-MM-DD, or the instant that ends the span. */
                to?: string;
                /** @description The number of anybody who took part, or what was dialled, in any notation, or at least three consecutive digits of it; or a part of its name in the phone book. */
                number?: string;
                direction?: "inbound" | "outbound" | "internal";
                recorded?: "true" | "false";
                /** @description Only calls without a recording, for this reason. */
                reason?: "source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered";
                /** @description A call that was not answered lasted 0. */
                minDurationMs?: number;
                maxDurationMs?: number;
                /** @description An extension or number of the tenant’s that took part, whole, in any notation. */
                extension?: string;
                /** @description One part of any number of calls: `first`, or the `nextCursor` of a part. */
                part?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ZIP, with its size known before. At most 20000 calls; of more, a part. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description The requested range. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `range-not-satisfiable`: The requested byte range is beyond the end of the recording. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-calls`: These are more than 20,000 calls; choose a shorter period, or fetch them by FTP, SFTP or WebDAV. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordingsZipPart: {
        parameters: {
            query?: {
                /** @description The first day in Europe/Warsaw, YYYY-MM-DD, or an instant. */
                from?: string;
                /** @description The last day in Europe/Warsaw, YYYY-MM-DD, or the instant that ends the span. */
                to?: string;
                /** @description The number of anybody who took part, or what was dialled, in any notation, or at least three consecutive digits of it; or a part of its name in the phone book. */
                number?: string;
                direction?: "inbound" | "outbound" | "internal";
                recorded?: "true" | "false";
                /** @description Only calls without a recording, for this reason. */
                reason?: "source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered";
                /** @description A call that was not answered lasted 0. */
                minDurationMs?: number;
                maxDurationMs?: number;
                /** @description An extension or number of the tenant’s that took part, whole, in any notation. */
                extension?: string;
                /** @description The `nextCursor` of the part before; without: the first part. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ZipPart"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `range-not-satisfiable`: The requested byte range is beyond the end of the recording. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-calls`: These are more than 20,000 calls; choose a shorter period, or fetch them by FTP, SFTP or WebDAV. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordingsZipSize: {
        parameters: {
            query?: {
                /** @description The first day in Europe/Warsaw, YYYY-MM-DD, or an instant. */
                from?: string;
                /** @description The last day in Europe/Warsaw, YYYY-MM-DD, or the instant that ends the span. */
                to?: string;
                /** @description The number of anybody who took part, or what was dialled, in any notation, or at least three consecutive digits of it; or a part of its name in the phone book. */
                number?: string;
                direction?: "inbound" | "outbound" | "internal";
                recorded?: "true" | "false";
                /** @description Only calls without a recording, for this reason. */
                reason?: "source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered";
                /** @description A call that was not answered lasted 0. */
                minDurationMs?: number;
                maxDurationMs?: number;
                /** @description An extension or number of the tenant’s that took part, whole, in any notation. */
                extension?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ZipSize"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `range-not-satisfiable`: The requested byte range is beyond the end of the recording. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-calls`: These are more than 20,000 calls; choose a shorter period, or fetch them by FTP, SFTP or WebDAV. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeShareLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description For whom or what it is.
                     * @default
                     */
                    label?: string;
                    /** @description Whether the recording may be downloaded, too; needs that right. */
                    download: boolean;
                    /** @default null */
                    password?: string | null;
                    /**
                     * @description How often it may be opened; null: any number of times.
                     * @default null
                     */
                    maxUses?: number | null;
                    /** @description How long it works; never longer than the recording is in the panel. */
                    validHours: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeShareLink"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sharing-forbidden`: Your company does not allow recordings to be shared by links. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-share-links`: There are too many valid links; revoke some first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `recording-destroyed`: The recording has been destroyed and cannot be restored. `recording-expired-from-panel`: The recording is too old for the panel; fetch it over FTP. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listShareLinks: {
        parameters: {
            query?: {
                recordingId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        readonly links: components["schemas"]["ShareLink"][];
                    };
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeShareLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sharing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        allowed: boolean;
                    };
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setSharing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    allowed: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        allowed: boolean;
                    };
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lookAtShareLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedLink"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `share-link-not-valid`: The link is wrong, has expired, was used up or was revoked; ask whoever sent it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openShareLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                    /** @default  */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedRecording"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `share-link-password-wrong`: The password of the link is wrong. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `share-link-not-valid`: The link is wrong, has expired, was used up or was revoked; ask whoever sent it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sharedAudio: {
        parameters: {
            query?: {
                /** @description As an attachment with an ID3 tag, where the link allows it. */
                download?: "tagged";
                language?: "pl" | "en";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The complete recording. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/mpeg": string;
                };
            };
            /** @description The requested range. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/mpeg": string;
                };
            };
            /** @description Unchanged: the entity tag is the given one. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `share-link-not-valid`: The link is wrong, has expired, was used up or was revoked; ask whoever sent it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `range-not-satisfiable`: The requested byte range is beyond the end of the recording. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    placeHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                    /** @description The first instant without the hold; null: until it is lifted. */
                    until: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `hold-limit-reached`: The plan allows no more legal holds; lift one that is no longer needed. `hold-too-long`: The plan does not allow a legal hold for so long; choose an earlier last day. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `recording-destroyed`: The recording has been destroyed and cannot be restored. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    liftHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no hold on the recording. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The login is made from it. */
                    name: string;
                    /** @enum {string} */
                    role: "admin" | "supervisor" | "agent";
                    /** @description Exactly these; absent: those of the role. */
                    readonly rights?: ("listen" | "download" | "hold" | "order" | "audit" | "users")[];
                    /** @description Only calls of these numbers; null: all of the tenant’s. An agent is always limited. */
                    limitedTo?: {
                        /** @description The tenant’s own numbers and extensions, in any notation. */
                        readonly numbers: string[];
                        /** @description Ids of number groups. */
                        readonly groups: string[];
                    } | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedUser"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-users`: The company has as many users as are allowed; ask the operator. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role?: "admin" | "supervisor" | "agent";
                    /** @description Exactly these; absent: as before. */
                    readonly rights?: ("listen" | "download" | "hold" | "order" | "audit" | "users")[];
                    /** @description Only calls of these numbers; null: all of the tenant’s. An agent is always limited. */
                    limitedTo?: {
                        /** @description The tenant’s own numbers and extensions, in any notation. */
                        readonly numbers: string[];
                        /** @description Ids of number groups. */
                        readonly groups: string[];
                    } | null;
                    disabled?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagedUser"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `own-account`: Nobody can change their own role, rights or access; ask another administrator. `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `user-unknown`: There is no user with this login. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `last-administrator`: This is the last administrator; make another one first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    allowedNetworks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllowedNetworks"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeAllowedNetworks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Addresses, or networks in CIDR notation; empty: from everywhere. */
                    readonly networks: string[];
                    /**
                     * @description Confirms that the address of this request is not among them: the session ends.
                     * @default false
                     */
                    withoutOwnAddress?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllowedNetworks"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `own-address-excluded`: Your own address is not in these networks: you would be locked out; confirm it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listNumberGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberGroupList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addNumberGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @description The tenant’s own numbers and extensions, in any notation. */
                    readonly numbers: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberGroup"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `number-group-exists`: There is a number group with this name already; choose another name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeNumberGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @description The tenant’s own numbers and extensions, in any notation. */
                    readonly numbers: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberGroup"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `number-group-exists`: There is a number group with this name already; choose another name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeNumberGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRecordingRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingRuleList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addRecordingRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    enabled: boolean;
                    /**
                     * @description `on-demand`: kept only if somebody orders it before the call ends (see live calls).
                     * @enum {string}
                     */
                    effect: "always" | "never" | "on-demand";
                    /** @description Of the calls that it fits, so many have the effect, the others are not recorded; 100 with `never`. */
                    percent: number;
                    /** @description Of either party, in any notation; `+4822*`, `22*`: those that begin so; `withheld`. Empty, as every list here: any. */
                    readonly numbers: string[];
                    /** @description Beside `numbers`: one of either is enough. A group that was removed has no numbers. */
                    readonly numberGroups: string[];
                    /** @description The tenant’s own numbers and extensions, one of which takes part. */
                    readonly extensions: string[];
                    readonly directions: ("inbound" | "outbound" | "internal")[];
                    /** @description 1: Monday, 7: Sunday. */
                    readonly days: number[];
                    /** @description When the call begins, in Europe/Warsaw; null, with `until`: all day. */
                    from: string | null;
                    /** @description At or before `from`: until the next morning, and of the day on which it begins. */
                    until: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingRule"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-recording-rules`: There are too many recording rules; remove those that are no longer used. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeRecordingRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    enabled: boolean;
                    /**
                     * @description `on-demand`: kept only if somebody orders it before the call ends (see live calls).
                     * @enum {string}
                     */
                    effect: "always" | "never" | "on-demand";
                    /** @description Of the calls that it fits, so many have the effect, the others are not recorded; 100 with `never`. */
                    percent: number;
                    /** @description Of either party, in any notation; `+4822*`, `22*`: those that begin so; `withheld`. Empty, as every list here: any. */
                    readonly numbers: string[];
                    /** @description Beside `numbers`: one of either is enough. A group that was removed has no numbers. */
                    readonly numberGroups: string[];
                    /** @description The tenant’s own numbers and extensions, one of which takes part. */
                    readonly extensions: string[];
                    readonly directions: ("inbound" | "outbound" | "internal")[];
                    /** @description 1: Monday, 7: Sunday. */
                    readonly days: number[];
                    /** @description When the call begins, in Europe/Warsaw; null, with `until`: all day. */
                    from: string | null;
                    /** @description At or before `from`: until the next morning, and of the day on which it begins. */
                    until: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingRule"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeRecordingRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    orderRecordingRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description All of them. */
                    readonly ids: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingRuleList"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `recording-rules-changed`: The recording rules were changed meanwhile; read them again. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testRecordingRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description In any notation. */
                    caller: string;
                    callee: string;
                    /** @description Null: as the numbers say. */
                    direction: ("inbound" | "outbound" | "internal") | null;
                    /**
                     * Format: date-time
                     * @description When the call begins; missing: now.
                     */
                    at?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingRuleTestResult"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    services: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Services"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeCallRecording: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled?: boolean;
                    recordInternal?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRecordingService"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `recording-not-in-plan`: The plan does not include call recording; choose another plan. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    newFtpPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePassword"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file-credential-unknown`: There is no file credential with this id, or it is revoked. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewOrder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    service: "extended-retention";
                    /** @description How many times 30 days more; 0 is cancelled by e-mail. */
                    units: number;
                } | {
                    /** @enum {string} */
                    service: "push";
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPreview"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `recording-not-in-plan`: The plan does not include call recording; choose another plan. `cancel-by-mail`: This service can only be cancelled by e-mail. `already-ordered`: This service is already ordered. `price-unknown`: The operator has not set a price for this service. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    order: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    service: "extended-retention";
                    /** @description How many times 30 days more; 0 is cancelled by e-mail. */
                    units: number;
                    /** Format: uuid */
                    orderKey: string;
                } | {
                    /** @enum {string} */
                    service: "push";
                    /** Format: uuid */
                    orderKey: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Services"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `recording-not-in-plan`: The plan does not include call recording; choose another plan. `cancel-by-mail`: This service can only be cancelled by e-mail. `already-ordered`: This service is already ordered. `price-unknown`: The operator has not set a price for this service. `order-key-reused`: Another order was sent with this order key; send a new order with a new key. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retentionSimulation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionSimulation"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. `sign-in-throttled`: Too many failed attempts; wait before the next one. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStatements: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    statement: {
        parameters: {
            query?: {
                format?: "json" | "csv";
            };
            header?: never;
            path: {
                periodStart: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statement; if the period has not ended, as it is so far. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                    "text/csv": string;
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pushSetup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushSetup"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePushTarget: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "ftp";
                    host: string;
                    port: number;
                    login: string;
                    folder: string;
                    /**
                     * @description Send each file as `….part` and rename it when it is complete. False for accounts that may not rename: parts are then visible.
                     * @default true
                     */
                    temporaryNames?: boolean;
                    /** @description If absent, the stored one is used; only if kind, server and login do not change. */
                    password?: string;
                    /** @description SHA-256 of the only accepted certificate, `AB:CD:…`; null: any that is valid for the server. */
                    certificate: string | null;
                    /**
                     * @description As folders and files, or as one ZIP a day.
                     * @enum {string}
                     */
                    form: "tree" | "zip";
                    /** @description Read every file back and compare it, if the server cannot give its checksum. */
                    readBack: boolean;
                    /** @description How many parallel uploads. */
                    connections: number;
                    /** @description Of all uploads together; null: no limit. */
                    bytesPerSecond: number | null;
                    /** @description Keep expired recordings until they are delivered, as far as offered. */
                    keepUndelivered: boolean;
                    /** @description The https URL of the customer’s web hook, which is notified of packages; null: none. */
                    hookUrl: string | null;
                } | {
                    /** @enum {string} */
                    kind: "ftps";
                    host: string;
                    port: number;
                    login: string;
                    folder: string;
                    /**
                     * @description Send each file as `….part` and rename it when it is complete. False for accounts that may not rename: parts are then visible.
                     * @default true
                     */
                    temporaryNames?: boolean;
                    /** @description If absent, the stored one is used; only if kind, server and login do not change. */
                    password?: string;
                    /** @description SHA-256 of the only accepted certificate, `AB:CD:…`; null: any that is valid for the server. */
                    certificate: string | null;
                    /**
                     * @description As folders and files, or as one ZIP a day.
                     * @enum {string}
                     */
                    form: "tree" | "zip";
                    /** @description Read every file back and compare it, if the server cannot give its checksum. */
                    readBack: boolean;
                    /** @description How many parallel uploads. */
                    connections: number;
                    /** @description Of all uploads together; null: no limit. */
                    bytesPerSecond: number | null;
                    /** @description Keep expired recordings until they are delivered, as far as offered. */
                    keepUndelivered: boolean;
                    /** @description The https URL of the customer’s web hook, which is notified of packages; null: none. */
                    hookUrl: string | null;
                } | {
                    /** @enum {string} */
                    kind: "sftp";
                    host: string;
                    port: number;
                    login: string;
                    folder: string;
                    /**
                     * @description Send each file as `….part` and rename it when it is complete. False for accounts that may not rename: parts are then visible.
                     * @default true
                     */
                    temporaryNames?: boolean;
                    /**
                     * @description `key`: by the SSH key of `POST /push/ssh-key`.
                     * @enum {string}
                     */
                    signIn: "password" | "key";
                    /** @description If absent, the stored one is used; only if kind, server and login do not change. */
                    password?: string;
                    /** @description SHA-256 of the server’s key, in OpenSSH’s notation; null: the key of the first connection. */
                    hostKey: string | null;
                    /**
                     * @description As folders and files, or as one ZIP a day.
                     * @enum {string}
                     */
                    form: "tree" | "zip";
                    /** @description Read every file back and compare it, if the server cannot give its checksum. */
                    readBack: boolean;
                    /** @description How many parallel uploads. */
                    connections: number;
                    /** @description Of all uploads together; null: no limit. */
                    bytesPerSecond: number | null;
                    /** @description Keep expired recordings until they are delivered, as far as offered. */
                    keepUndelivered: boolean;
                    /** @description The https URL of the customer’s web hook, which is notified of packages; null: none. */
                    hookUrl: string | null;
                } | {
                    /** @enum {string} */
                    kind: "s3";
                    endpoint: string;
                    region: string;
                    bucket: string;
                    folder: string;
                    accessKey: string;
                    /** @description If absent, the stored one is used; only if kind, server and login do not change. */
                    secretKey?: string;
                    /** @description SHA-256 of the only accepted certificate, `AB:CD:…`; null: any that is valid for the server. */
                    certificate: string | null;
                    /**
                     * @description As folders and files, or as one ZIP a day.
                     * @enum {string}
                     */
                    form: "tree" | "zip";
                    /** @description Read every file back and compare it, if the server cannot give its checksum. */
                    readBack: boolean;
                    /** @description How many parallel uploads. */
                    connections: number;
                    /** @description Of all uploads together; null: no limit. */
                    bytesPerSecond: number | null;
                    /** @description Keep expired recordings until they are delivered, as far as offered. */
                    keepUndelivered: boolean;
                    /** @description The https URL of the customer’s web hook, which is notified of packages; null: none. */
                    hookUrl: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushTargetChanged"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `push-secret-required`: The password or key of the push target is missing; specify it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removePushTarget: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no target. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testPushTarget: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "ftp";
                    host: string;
                    port: number;
                    login: string;
                    folder: string;
                    /**
                     * @description Send each file as `….part` and rename it when it is complete. False for accounts that may not rename: parts are then visible.
                     * @default true
                     */
                    temporaryNames?: boolean;
                    /** @description If absent, the stored one is used; only if kind, server and login do not change. */
                    password?: string;
                    /** @description SHA-256 of the only accepted certificate, `AB:CD:…`; null: any that is valid for the server. */
                    certificate: string | null;
                    /**
                     * @description As folders and files, or as one ZIP a day.
                     * @enum {string}
                     */
                    form: "tree" | "zip";
                    /** @description Read every file back and compare it, if the server cannot give its checksum. */
                    readBack: boolean;
                    /** @description How many parallel uploads. */
                    connections: number;
                    /** @description Of all uploads together; null: no limit. */
                    bytesPerSecond: number | null;
                    /** @description Keep expired recordings until they are delivered, as far as offered. */
                    keepUndelivered: boolean;
                    /** @description The https URL of the customer’s web hook, which is notified of packages; null: none. */
                    hookUrl: string | null;
                } | {
                    /** @enum {string} */
                    kind: "ftps";
                    host: string;
                    port: number;
                    login: string;
                    folder: string;
                    /**
                     * @description Send each file as `….part` and rename it when it is complete. False for accounts that may not rename: parts are then visible.
                     * @default true
                     */
                    temporaryNames?: boolean;
                    /** @description If absent, the stored one is used; only if kind, server and login do not change. */
                    password?: string;
                    /** @description SHA-256 of the only accepted certificate, `AB:CD:…`; null: any that is valid for the server. */
                    certificate: string | null;
                    /**
                     * @description As folders and files, or as one ZIP a day.
                     * @enum {string}
                     */
                    form: "tree" | "zip";
                    /** @description Read every file back and compare it, if the server cannot give its checksum. */
                    readBack: boolean;
                    /** @description How many parallel uploads. */
                    connections: number;
                    /** @description Of all uploads together; null: no limit. */
                    bytesPerSecond: number | null;
                    /** @description Keep expired recordings until they are delivered, as far as offered. */
                    keepUndelivered: boolean;
                    /** @description The https URL of the customer’s web hook, which is notified of packages; null: none. */
                    hookUrl: string | null;
                } | {
                    /** @enum {string} */
                    kind: "sftp";
                    host: string;
                    port: number;
                    login: string;
                    folder: string;
                    /**
                     * @description Send each file as `….part` and rename it when it is complete. False for accounts that may not rename: parts are then visible.
                     * @default true
                     */
                    temporaryNames?: boolean;
                    /**
                     * @description `key`: by the SSH key of `POST /push/ssh-key`.
                     * @enum {string}
                     */
                    signIn: "password" | "key";
                    /** @description If absent, the stored one is used; only if kind, server and login do not change. */
                    password?: string;
                    /** @description SHA-256 of the server’s key, in OpenSSH’s notation; null: the key of the first connection. */
                    hostKey: string | null;
                    /**
                     * @description As folders and files, or as one ZIP a day.
                     * @enum {string}
                     */
                    form: "tree" | "zip";
                    /** @description Read every file back and compare it, if the server cannot give its checksum. */
                    readBack: boolean;
                    /** @description How many parallel uploads. */
                    connections: number;
                    /** @description Of all uploads together; null: no limit. */
                    bytesPerSecond: number | null;
                    /** @description Keep expired recordings until they are delivered, as far as offered. */
                    keepUndelivered: boolean;
                    /** @description The https URL of the customer’s web hook, which is notified of packages; null: none. */
                    hookUrl: string | null;
                } | {
                    /** @enum {string} */
                    kind: "s3";
                    endpoint: string;
                    region: string;
                    bucket: string;
                    folder: string;
                    accessKey: string;
                    /** @description If absent, the stored one is used; only if kind, server and login do not change. */
                    secretKey?: string;
                    /** @description SHA-256 of the only accepted certificate, `AB:CD:…`; null: any that is valid for the server. */
                    certificate: string | null;
                    /**
                     * @description As folders and files, or as one ZIP a day.
                     * @enum {string}
                     */
                    form: "tree" | "zip";
                    /** @description Read every file back and compare it, if the server cannot give its checksum. */
                    readBack: boolean;
                    /** @description How many parallel uploads. */
                    connections: number;
                    /** @description Of all uploads together; null: no limit. */
                    bytesPerSecond: number | null;
                    /** @description Keep expired recordings until they are delivered, as far as offered. */
                    keepUndelivered: boolean;
                    /** @description The https URL of the customer’s web hook, which is notified of packages; null: none. */
                    hookUrl: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushTargetTest"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `push-secret-required`: The password or key of the push target is missing; specify it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    newPushKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushKey"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pushDays: {
        parameters: {
            query: {
                from: string;
                /** @description The last one. */
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushDays"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pushDay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                day: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushDayReport"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendPushDay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                day: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description `missing`: the recordings that were not delivered. `all`: all that are kept, again.
                     * @enum {string}
                     */
                    what: "missing" | "all";
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushDayReport"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `push-not-set-up`: The daily push is not ordered or has no target; order it or set a target. `push-nothing-to-send`: There is nothing to send for this day. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportAudit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What it is for. */
                    name: string;
                    scopes: ("calls:read" | "recordings:listen" | "recordings:download" | "services:read" | "holds")[];
                    /** @description Null: valid until it is revoked. */
                    expiresAt?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedKey"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-api-keys`: There are too many API keys; revoke those that are no longer used. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `api-key-unknown`: There is no API key with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFileCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileCredentialList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addFileCredential: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What it is for; the login is made from it. */
                    label: string;
                    /**
                     * @default [
                     *       "ftp",
                     *       "sftp",
                     *       "webdav"
                     *     ]
                     */
                    doors?: ("ftp" | "sftp" | "webdav")[];
                    /**
                     * @description Only recordings in which one of these numbers or extensions took part; null: all.
                     * @default null
                     */
                    numbers?: string[] | null;
                    expiresAt?: string | null;
                    /**
                     * @description Addresses, or networks in CIDR notation, besides what the tenant’s own networks demand.
                     * @default []
                     */
                    allowedNetworks?: string[];
                    /** @default null */
                    bandwidthKilobytes?: number | null;
                    /**
                     * @description Whether a password is made; without one it needs public keys.
                     * @default true
                     */
                    password?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedFileCredential"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-file-credentials`: There are too many file credentials; revoke those that are no longer used. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeFileCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file-credential-unknown`: There is no file credential with this id, or it is revoked. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeFileCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    label?: string;
                    doors?: ("ftp" | "sftp" | "webdav")[];
                    /** @description Only recordings in which one of these numbers or extensions took part; null: all. */
                    numbers?: string[] | null;
                    expiresAt?: string | null;
                    /** @description Addresses, or networks in CIDR notation, besides what the tenant’s own networks demand. */
                    allowedNetworks?: string[];
                    bandwidthKilobytes?: number | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileCredential"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file-credential-unknown`: There is no file credential with this id, or it is revoked. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    newFilePassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePassword"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file-credential-unknown`: There is no file credential with this id, or it is revoked. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addFileCredentialKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A line of OpenSSH, as in a `.pub` file: ed25519, ecdsa, or rsa with at least 2048 bits. */
                    publicKey: string;
                    /**
                     * @description Default: the comment of the line.
                     * @default
                     */
                    label?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileCredential"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file-credential-unknown`: There is no file credential with this id, or it is revoked. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `public-key-exists`: The credential has this public key already. `too-many-public-keys`: The credential has too many public keys; remove those that are no longer used. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `public-key-invalid`: The public key cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeFileCredentialKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file-credential-unknown`: There is no file credential with this id, or it is revoked. `public-key-unknown`: There is no public key with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fileAccess: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileAccess"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeFileAccess: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description `required`: nobody of the tenant signs in unencrypted. `optional`: as the operator has set.
                     * @enum {string}
                     */
                    ftpTls: "required" | "optional";
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileAccess"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFileSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileSessionList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endFileSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFailedFileSignIns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailedFileSignInList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlockFileSignIns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    login?: string;
                    address?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file-credential-unknown`: There is no file credential with this id, or it is revoked. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUnknownFileSignIns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailedFileSignInList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlockAnyFileSignIns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    login?: string;
                    address?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tenantFileAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileAccess"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeTenantFileAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description `required`: nobody of the tenant signs in unencrypted. `optional`: as the operator has set.
                     * @enum {string}
                     */
                    ftpTls: "required" | "optional";
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileAccess"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTenantFileCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileCredentialList"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeTenantFileCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file-credential-unknown`: There is no file credential with this id, or it is revoked. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTenantFileSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileSessionList"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endTenantFileSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTenantFailedFileSignIns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailedFileSignInList"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlockTenantFileSignIns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    login?: string;
                    address?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `file-credential-unknown`: There is no file credential with this id, or it is revoked. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCancellations: {
        parameters: {
            query?: {
                state?: "waiting" | "confirmed" | "rejected";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancellationList"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmCancellation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    tenantId?: string;
                    /** @enum {string} */
                    service?: "extended-retention" | "push";
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancellationRequest"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `cancellation-decided`: The cancellation has already been confirmed or rejected. `cancellation-incomplete`: The tenant or the service of the cancellation is missing; specify it. `service-not-active`: The service is not active for this tenant. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rejectCancellation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    note: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancellationRequest"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `cancellation-decided`: The cancellation has already been confirmed or rejected. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addPrice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    service: "plan" | "extended-retention" | "push" | "legal-hold";
                    /** @description Of `plan` and `legal-hold`; null for all others. */
                    plan: string | null;
                    /** @enum {string} */
                    fee: "monthly" | "activation";
                    netGrosze: number;
                    vatPercent: number;
                    /** Format: date */
                    validFrom: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Price"];
                };
            };
            /** @description `plan-unknown`: There is no plan with this name. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `price-in-the-past`: A price cannot be set for a past day; choose today or a later day. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    plan: string;
                    /** Format: uuid */
                    orderKey: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorTenant"];
                };
            };
            /** @description `plan-unknown`: There is no plan with this name. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `plan-retired`: The plan is retired: no other tenant gets it; choose another plan. `order-key-reused`: Another order was sent with this order key; send a new order with a new key. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    includesRecording: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `plan-exists`: There is a plan with this name already; choose another name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    includesRecording?: boolean;
                    isRetired?: boolean;
                    /** @description Null: no limit. */
                    holdLimits?: {
                        maxHolds: number | null;
                        maxHoldDays: number | null;
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description `plan-unknown`: There is no plan with this name. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `plan-in-use`: Tenants have this plan, so recording cannot be taken out of it; change their plans first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRodoRequests: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequestList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openRodoRequest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "access" | "erasure";
                    /** @description The person’s number, in any form. */
                    number: string;
                    /**
                     * @description A case number; no personal data is needed.
                     * @default
                     */
                    note?: string;
                    /**
                     * @description When the request arrived; null: today.
                     * @default null
                     */
                    receivedOn?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequest"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRodoRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequestDetails"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    downloadRodoPackage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ZIP. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-allowed`: Your role or your rights do not allow this. `listening-not-granted`: The customer has not granted this, or not any more; ask the customer for a listening grant. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-package-not-ready`: There is no package at the moment; order it, or wait until it is made. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    orderRodoPackage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Whether the recordings are in it; the other party is heard in them too. */
                    recordings: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequest"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-allowed`: Your role or your rights do not allow this. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-wrong-state`: The request is not in the state for this; look at its state first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    orderRodoErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The conflicts of the preview that the person who orders it accepts. */
                    accepted: ("own-number" | "extension" | "legal-hold" | "billing-data" | "undelivered-push" | "open-statement" | "not-archived")[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequest"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-allowed`: Your role or your rights do not allow this. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-wrong-state`: The request is not in the state for this; look at its state first. `rodo-own-number`: This is a number of the tenant itself; it identifies no data subject. `rodo-conflicts`: The erasure has conflicts; look at the preview and accept them. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rodoAnswer: {
        parameters: {
            query?: {
                format?: "json" | "text";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoAnswer"];
                    "text/plain": string;
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-not-complete`: Not everything is done yet; finish it, or refuse the request with a reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releaseRodoRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequest"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-allowed`: Your role or your rights do not allow this. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-wrong-state`: The request is not in the state for this; look at its state first. `rodo-same-person`: Whoever ordered it cannot release it, nor an account made or raised since the request; another administrator must. `rodo-own-number`: This is a number of the tenant itself; it identifies no data subject. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    closeRodoRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    outcome: "fulfilled" | "refused";
                    /**
                     * @description Of a refusal: the reason.
                     * @default
                     */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequest"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-wrong-state`: The request is not in the state for this; look at its state first. `rodo-not-complete`: Not everything is done yet; finish it, or refuse the request with a reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewRodoRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoPreview"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-wrong-state`: The request is not in the state for this; look at its state first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rodoSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoSettings"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    turnOnTwoPersonRelease: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoSettings"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRodoRequestsAsOperator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequestList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openRodoRequestAsOperator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "access" | "erasure";
                    /** @description The person’s number, in any form. */
                    number: string;
                    /**
                     * @description A case number; no personal data is needed.
                     * @default
                     */
                    note?: string;
                    /**
                     * @description When the request arrived; null: today.
                     * @default null
                     */
                    receivedOn?: string | null;
                    /** Format: uuid */
                    tenantId: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequest"];
                };
            };
            /** @description `number-invalid`: This is not a valid telephone number. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRodoRequestAsOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequestDetails"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    downloadRodoPackageAsOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ZIP. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-allowed`: Your role or your rights do not allow this. `listening-not-granted`: The customer has not granted this, or not any more; ask the customer for a listening grant. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-package-not-ready`: There is no package at the moment; order it, or wait until it is made. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    orderRodoPackageAsOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Whether the recordings are in it; the other party is heard in them too. */
                    recordings: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequest"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-allowed`: Your role or your rights do not allow this. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-wrong-state`: The request is not in the state for this; look at its state first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    orderRodoErasureAsOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The conflicts of the preview that the person who orders it accepts. */
                    accepted: ("own-number" | "extension" | "legal-hold" | "billing-data" | "undelivered-push" | "open-statement" | "not-archived")[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequest"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-allowed`: Your role or your rights do not allow this. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-wrong-state`: The request is not in the state for this; look at its state first. `rodo-own-number`: This is a number of the tenant itself; it identifies no data subject. `rodo-conflicts`: The erasure has conflicts; look at the preview and accept them. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rodoAnswerAsOperator: {
        parameters: {
            query?: {
                format?: "json" | "text";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoAnswer"];
                    "text/plain": string;
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-not-complete`: Not everything is done yet; finish it, or refuse the request with a reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releaseRodoRequestAsOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequest"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-allowed`: Your role or your rights do not allow this. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-wrong-state`: The request is not in the state for this; look at its state first. `rodo-same-person`: Whoever ordered it cannot release it, nor an account made or raised since the request; another administrator must. `rodo-own-number`: This is a number of the tenant itself; it identifies no data subject. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    closeRodoRequestAsOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    outcome: "fulfilled" | "refused";
                    /**
                     * @description Of a refusal: the reason.
                     * @default
                     */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoRequest"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-wrong-state`: The request is not in the state for this; look at its state first. `rodo-not-complete`: Not everything is done yet; finish it, or refuse the request with a reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewRodoRequestAsOperator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RodoPreview"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rodo-wrong-state`: The request is not in the state for this; look at its state first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listListeningGrants: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListeningGrantList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listListeningUses: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListeningUseList"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    giveListeningGrant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description From now on.
                     * @default 24
                     */
                    hours?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListeningGrant"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `above-own-rights`: Nobody can change a user above their own role, rights or numbers, or raise one there. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `listening-wrong-state`: The request or grant is not in the state for this; look at it again. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refuseListeningGrant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListeningGrant"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `listening-wrong-state`: The request or grant is not in the state for this; look at it again. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    takeListeningGrantBack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListeningGrant"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `listening-wrong-state`: The request or grant is not in the state for this; look at it again. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listListeningGrantsAsOperator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffListeningGrantList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestListeningGrant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    tenantId: string;
                    /** @description The customer reads it; no personal data is needed. */
                    reason: string;
                    /**
                     * @description Null: all of the customer’s.
                     * @default null
                     */
                    recordingId?: string | null;
                    /**
                     * @description Whether recordings may be downloaded, too.
                     * @default false
                     */
                    download?: boolean;
                    /**
                     * @description For each of the operator’s staff, not only for whoever asks.
                     * @default false
                     */
                    forAllStaff?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffListeningGrant"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-listening-requests`: Too many requests wait for this customer’s decision; wait for it, or until they lapse. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCallsUnderGrant: {
        parameters: {
            query?: {
                /** @description The first day in Europe/Warsaw, YYYY-MM-DD, or an instant. */
                from?: string;
                /** @description The last day in Europe/Warsaw, YYYY-MM-DD, or the instant that ends the span. */
                to?: string;
                /** @description The number of anybody who took part, or what was dialled, in any notation, or at least three consecutive digits of it; or a part of its name in the phone book. */
                number?: string;
                direction?: "inbound" | "outbound" | "internal";
                /** @description Only calls without a recording, for this reason. */
                reason?: "source-unknown" | "tenant-unknown" | "not-entitled" | "suspended" | "recording-off" | "internal-off" | "rule" | "not-kept" | "no-capacity" | "no-usable-media" | "not-offered" | "not-answered";
                /** @description A call that was not answered lasted 0. */
                minDurationMs?: number;
                maxDurationMs?: number;
                /** @description An extension or number of the tenant’s that took part, whole, in any notation. */
                extension?: string;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallsPage"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `listening-not-granted`: The customer has not granted this, or not any more; ask the customer for a listening grant. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addSource: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /**
                     * @description What its SIPREC sessions come from: IP addresses, networks (`10.1.0.0/16`, `2001:db8::/32`) and DNS names; empty, and no certificate names: uploads only. An address comes before a network, the longest prefix before a shorter one.
                     * @default []
                     */
                    addresses?: string[];
                    /**
                     * @description The names in its TLS certificates (SAN DNS or URI, without these the common name): with one of them its SIPREC sessions may come from any address.
                     * @default []
                     */
                    certificates?: string[];
                    /** @default null */
                    tenantId?: string | null;
                    /**
                     * @description `lenient`: each INVITE of the source is a recording session. `strict`: only with metadata and the tag of RFC 7866 §6.1.
                     * @default lenient
                     * @enum {string}
                     */
                    recognition?: "lenient" | "strict";
                    /**
                     * @description Whether the User-to-User header of its INVITEs is an id of the call: sessions with the same one are one call.
                     * @default false
                     */
                    userToUserIds?: boolean;
                    /**
                     * @description The time zone (IANA) of times that it writes without an offset. Null: uploads and call records must name the offset, SIPREC metadata is in UTC.
                     * @default null
                     */
                    timeZone?: string | null;
                    /**
                     * @description How its call records are read.
                     * @default {
                     *       "format": "fonoteka",
                     *       "fields": {}
                     *     }
                     */
                    callRecords?: {
                        /**
                         * @description The shape of its call records: docs/integrators/formats.md. `fonoteka`: the names of this API.
                         * @enum {string}
                         */
                        format: "fonoteka" | "asterisk-csv" | "asterisk-json" | "freeswitch-json" | "freeswitch-xml" | "3cx" | "kamailio-acc" | "broadworks" | "csv";
                        /**
                         * @description Where a field is, in place of the format’s own: a name, names with dots between them (`variables.uuid`), or the number of a CSV column, from 1; several with commas between them: the first that has a value. `answered` is a word, `duration` and `talkTime` are seconds or HH:MM:SS.
                         * @default {}
                         */
                        fields?: {
                            startedAt?: string;
                            answeredAt?: string;
                            endedAt?: string;
                            caller?: string;
                            callee?: string;
                            direction?: string;
                            externalId?: string;
                            tenantId?: string;
                            answered?: string;
                            duration?: string;
                            talkTime?: string;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedSource"];
                };
            };
            /** @description `address-invalid`: This is not an IP address, a network or a DNS name. `source-network-too-large`: The network is too large: at least /8 of IPv4 or /24 of IPv6; everybody in it could record. `source-network-inexact`: The network has bits after its prefix: write its first address, as in 10.1.0.0/16, or one address alone. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `source-address-taken`: Another source already has this address, network or DNS name. `source-certificate-taken`: Another source already has this certificate name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `source-unknown`: There is no source with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    /** @description What its SIPREC sessions come from: IP addresses, networks (`10.1.0.0/16`, `2001:db8::/32`) and DNS names; empty, and no certificate names: uploads only. An address comes before a network, the longest prefix before a shorter one. */
                    addresses?: string[];
                    /** @description The names in its TLS certificates (SAN DNS or URI, without these the common name): with one of them its SIPREC sessions may come from any address. */
                    certificates?: string[];
                    /**
                     * @description `lenient`: each INVITE of the source is a recording session. `strict`: only with metadata and the tag of RFC 7866 §6.1.
                     * @enum {string}
                     */
                    recognition?: "lenient" | "strict";
                    /** @description Whether the User-to-User header of its INVITEs is an id of the call: sessions with the same one are one call. */
                    userToUserIds?: boolean;
                    /** @description The time zone (IANA) of times that it writes without an offset. Null: uploads and call records must name the offset, SIPREC metadata is in UTC. */
                    timeZone?: string | null;
                    /** @description How its call records are read. */
                    callRecords?: {
                        /**
                         * @description The shape of its call records: docs/integrators/formats.md. `fonoteka`: the names of this API.
                         * @enum {string}
                         */
                        format: "fonoteka" | "asterisk-csv" | "asterisk-json" | "freeswitch-json" | "freeswitch-xml" | "3cx" | "kamailio-acc" | "broadworks" | "csv";
                        /**
                         * @description Where a field is, in place of the format’s own: a name, names with dots between them (`variables.uuid`), or the number of a CSV column, from 1; several with commas between them: the first that has a value. `answered` is a word, `duration` and `talkTime` are seconds or HH:MM:SS.
                         * @default {}
                         */
                        fields?: {
                            startedAt?: string;
                            answeredAt?: string;
                            endedAt?: string;
                            caller?: string;
                            callee?: string;
                            direction?: string;
                            externalId?: string;
                            tenantId?: string;
                            answered?: string;
                            duration?: string;
                            talkTime?: string;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description `address-invalid`: This is not an IP address, a network or a DNS name. `source-network-too-large`: The network is too large: at least /8 of IPv4 or /24 of IPv6; everybody in it could record. `source-network-inexact`: The network has bits after its prefix: write its first address, as in 10.1.0.0/16, or one address alone. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `source-unknown`: There is no source with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `source-address-taken`: Another source already has this address, network or DNS name. `source-certificate-taken`: Another source already has this certificate name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setSourceDigest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Letters, digits, dots, hyphens and underscores. */
                    user: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceDigest"];
                };
            };
            /** @description `source-user-invalid`: The user name may have 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit. `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `source-unknown`: There is no source with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `source-user-taken`: Another source signs in with this user name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeSourceDigest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `source-unknown`: There is no source with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addSourceKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default  */
                    name?: string;
                    /**
                     * @default [
                     *       "upload",
                     *       "cdr",
                     *       "policy"
                     *     ]
                     */
                    scopes?: ("upload" | "cdr" | "policy")[];
                    /** @description Null: valid until it is removed. */
                    expiresAt?: string | null;
                    /**
                     * Format: uuid
                     * @description The id of the key that it replaces.
                     */
                    replaces?: string;
                    /**
                     * Format: date-time
                     * @description Until when the replaced key is valid; default: for 7 days.
                     */
                    oldUntil?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedKey"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `source-unknown`: There is no source with this id. `source-key-unknown`: The source has no key with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-source-keys`: The source has too many keys; remove those that are no longer used. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeSourceKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `source-unknown`: There is no source with this id. `source-key-unknown`: The source has no key with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeSourceKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                keyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    expiresAt: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `source-unknown`: There is no source with this id. `source-key-unknown`: The source has no key with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTenantAliases: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantAliasList"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addTenantAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description As the PBX gives it, in any case. */
                    name: string;
                    /**
                     * @description Where the PBX gives the name: `metadata` in the vendor’s own elements (PROVIDER/GROUP, business group, realm), `header` in X-Tenant, `request-uri` as its user or host, `domain` in the parties’ addresses, `certificate` in its TLS certificate.
                     * @enum {string}
                     */
                    kind: "metadata" | "header" | "request-uri" | "domain" | "certificate";
                    /**
                     * @description The PBX that gives it; null: every one.
                     * @default null
                     */
                    sourceId?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantAlias"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-unknown`: There is no tenant with this id. `source-unknown`: There is no source with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-alias-taken`: A tenant already has this name at this source; remove it there first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeTenantAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                aliasId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-alias-unknown`: The tenant has no name with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUnknownTenantNames: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnknownTenantNames"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSourceStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceStatisticsList"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessionTraces: {
        parameters: {
            query?: {
                sourceId?: string;
                recordingId?: string;
                /** @description `1`: only refused sessions. */
                refused?: "1";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionTraceList"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessionTraceMessages: {
        parameters: {
            query?: {
                /** @description `pcap`: for Wireshark; TLS is decrypted. */
                format?: "text" | "pcap";
                /** @description With names and numbers, and why: for administrators of the operator; the tenant’s audit log says so. */
                reason?: "not-recorded" | "wrong-tenant" | "wrong-parties" | "sound" | "customer-request";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The messages, as a file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                    "application/vnd.tcpdump.pcap": string;
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-allowed`: Your role or your rights do not allow this. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `trace-key-missing`: The key of the session traces and of received call records is not in the key store; check the key store. `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRefusedUploads: {
        parameters: {
            query?: {
                sourceId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefusedUploadList"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refusedUploadFile: {
        parameters: {
            query: {
                /** @description The tenant’s audit log says so. */
                reason: "find-cause" | "report-to-maker" | "customer-request";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `listening-not-granted`: The customer has not granted this, or not any more; ask the customer for a listening grant. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. `refused-upload-not-kept`: The file of this upload was not kept: it was empty or too large, or could not be stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `recording-lost`: The stored recording is missing in the store; restore it from the backup. `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryRefusedUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedRecording"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-not-of-source`: This API key may not be used for that tenant. `not-entitled`: The tenant has no plan that includes recording. `suspended`: The operator has suspended this tenant; nothing is recorded or changed until it is resumed. `recording-off`: The tenant has turned recording off. `internal-off`: The tenant’s internal calls are not recorded. `rule`: By a recording rule of the tenant this call is not recorded. `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found`: Nothing was found at this path or under this id. `refused-upload-not-kept`: The file of this upload was not kept: it was empty or too large, or could not be stored. `source-unknown`: There is no source with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-too-large`: The request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media-type-not-supported`: The media type of the request body is not supported; see the API description. `audio-format-not-supported`: The audio format is not supported, or needs ffmpeg on the server; send WAV (PCM, float, A-law, µ-law; 8 to 48 kHz; one or two channels) or MP3. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `call-owner-unknown`: The tenant of the call is not known; send tenantId or a number of the tenant. `call-in-the-future`: The call starts in the future; check the clock and the UTC offset of the sender. `audio-unreadable`: No audio could be read from the file. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `storage-full`: There is no space left to store this; try again later. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    personalData: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalData"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    monthStatements: {
        parameters: {
            query: {
                month: string;
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statements. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonthStatements"];
                    "text/csv": string;
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadRecording: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    call: {
                        /** @description The start of the call; part of the file’s name, and the start of the retention. ISO 8601 with an offset, or without one where the source has a time zone; or Unix time in seconds, milliseconds or microseconds. */
                        startedAt: string | number;
                        /** @description In any notation; `anonymous`, empty or null where it is withheld. */
                        caller: (string | number) | null;
                        callee: (string | number) | null;
                        /** @description Needed only if the tenant does not follow from the numbers. */
                        tenantId?: string | null;
                        /**
                         * @description If absent, derived from the numbers.
                         * @default null
                         */
                        direction?: ("inbound" | "outbound" | "internal") | null;
                        /** @description Null: nobody answered. Absent or empty: not known. */
                        answeredAt?: (string | number) | null;
                        /** @default null */
                        endedAt?: (string | number) | null;
                        /** @description The PBX’s own id of the call: reports with the same id are one call. */
                        externalId?: string | null;
                        /**
                         * @description Of an upload without a header: bare G.722, or G.726 with its kbit/s. Ignored where it is anything else.
                         * @default null
                         */
                        audioFormat: ("g722" | "g726-16" | "g726-24" | "g726-32" | "g726-40") | null;
                    };
                    /**
                     * Format: binary
                     * @description WAV or MP3; two channels: caller left.
                     */
                    audio: string;
                };
            };
        };
        responses: {
            /** @description The same externalId was uploaded before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedRecording"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedRecording"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `tenant-not-of-source`: This API key may not be used for that tenant. `not-entitled`: The tenant has no plan that includes recording. `suspended`: The operator has suspended this tenant; nothing is recorded or changed until it is resumed. `recording-off`: The tenant has turned recording off. `internal-off`: The tenant’s internal calls are not recorded. `rule`: By a recording rule of the tenant this call is not recorded. `api-key-not-allowed`: This API key does not have the scope that this request needs. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-too-large`: The request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `media-type-not-supported`: The media type of the request body is not supported; see the API description. `audio-format-not-supported`: The audio format is not supported, or needs ffmpeg on the server; send WAV (PCM, float, A-law, µ-law; 8 to 48 kHz; one or two channels) or MP3. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `call-owner-unknown`: The tenant of the call is not known; send tenantId or a number of the tenant. `call-in-the-future`: The call starts in the future; check the clock and the UTC offset of the sender. `audio-unreadable`: No audio could be read from the file. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `storage-full`: There is no space left to store this; try again later. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewCallRecords: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Default: the source’s. */
                    callRecords?: {
                        /**
                         * @description The shape of its call records: docs/integrators/formats.md. `fonoteka`: the names of this API.
                         * @enum {string}
                         */
                        format: "fonoteka" | "asterisk-csv" | "asterisk-json" | "freeswitch-json" | "freeswitch-xml" | "3cx" | "kamailio-acc" | "broadworks" | "csv";
                        /**
                         * @description Where a field is, in place of the format’s own: a name, names with dots between them (`variables.uuid`), or the number of a CSV column, from 1; several with commas between them: the first that has a value. `answered` is a word, `duration` and `talkTime` are seconds or HH:MM:SS.
                         * @default {}
                         */
                        fields?: {
                            startedAt?: string;
                            answeredAt?: string;
                            endedAt?: string;
                            caller?: string;
                            callee?: string;
                            direction?: string;
                            externalId?: string;
                            tenantId?: string;
                            answered?: string;
                            duration?: string;
                            talkTime?: string;
                        };
                    };
                    /** @description Default: the source’s. */
                    timeZone?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRecordPreview"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-required`: You are not signed in; sign in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `address-not-allowed`: Your company does not allow this address; use one of its networks. `not-allowed`: Your role or your rights do not allow this. `cross-site-request`: The request was sent by a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `source-unknown`: There is no source with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `trace-key-missing`: The key of the session traces and of received call records is not in the key store; check the key store. `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordingPolicy: {
        parameters: {
            query: {
                /** @description In any notation. */
                caller: string;
                callee: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingPolicy"];
                };
            };
            /** @description `request-invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `api-key-invalid`: The API key is missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `api-key-not-allowed`: This API key does not have the scope that this request needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sign-in-throttled`: Too many failed attempts; wait before the next one. `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `database-unreachable`: The database cannot be reached; try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        alive: true;
                    };
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus text format. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `too-many-requests`: Too many requests; wait a moment and try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error`: An internal error occurred; try again later. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

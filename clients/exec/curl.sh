# A program for Box, with curl. It knows of no other server.
set -eu
token=$(curl -fsS https://api.box.com/oauth2/token -d grant_type=client_credentials -d client_id="$BOX_CLIENT_ID" \
    -d client_secret="$BOX_CLIENT_SECRET" -d box_subject_type=enterprise -d box_subject_id="$BOX_ENTERPRISE_ID" |
    sed 's/.*"access_token":"\([^"]*\).*/\1/')
curl -fsS https://api.box.com/2.0/users/me -H "Authorization: Bearer $token" | grep -q AutomationUser
curl -fsS https://api.box.com/2.0/users/me -H "Authorization: Bearer $token" -H "As-User: $BOX_USER_ID" |
    grep -q "\"id\":\"$BOX_USER_ID\""
curl -fsS https://api.box.com/2.0/users/me -H "Authorization: Bearer $BOX_DEVELOPER_TOKEN"

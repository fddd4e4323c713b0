window.YTD.account.part0 = [
  {
    "account": {
      "username": "ottilie_folds",
      "accountId": "2270014",
      "createdAt": "2014-01-03T18:20:00.000Z",
      "accountDisplayName": "Ottilie Marsh"
    }
  }
]

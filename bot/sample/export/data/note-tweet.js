window.YTD.note_tweet.part0 = [
  {
    "noteTweet": {
      "noteTweetId": "1594738711877124105",
      "updatedAt": "2022-11-21T17:05:12.000Z",
      "lifecycle": {
        "value": "1",
        "name": "Active",
        "originalName": "Active",
        "annotations": {}
      },
      "createdAt": "2022-11-21T17:05:12.000Z",
      "core": {
        "styletags": [],
        "urls": [],
        "text": "People ask what a repair costs, so here is a whole day of one, with nothing left out. Half past seven: light the stove, move the cat. Eight: the register comes out of the press, and I read the page that I will mend, because nobody has asked it anything since 1790. It is a list of people who paid for candles. Nine: soften the old paste. It takes an hour, and the hour cannot be hurried; I have tried, and there is a stain in a hymnal in this county with my name on it. Ten: lift the old repair, which is a strip of newspaper from 1911. It says that the weather will be fine. It was wrong then as well. Eleven: bread, for the cat and me. Noon to three: new paper, torn and not cut, so that its edge is a beard and not a wall. Each tear is pasted, laid, bone-folded through a blotter, and left alone, which is the hardest part of the trade. Four: the light goes. Five: back into the press, with the date on a slip. That was one page. There are two hundred and six. What it costs is that you must want it to be there in two hundred years, when neither of us will be asked.",
        "mentions": [],
        "cashtags": [],
        "hashtags": []
      }
    }
  }
]
